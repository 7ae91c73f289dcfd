"""Assertions by which a machine shows who it is (RFC 7523, SMART Backend Services 2.2).

Three things are stricter here than a library's defaults: only RS384 and ES384 are read, an
assertion may not live longer than five minutes, and nothing is allowed for clocks that differ
once it has expired.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, KeySet, RSAKey, import_key

from schemas.record import record

ALGORITHMS = ("RS384", "ES384")
LONGEST = timedelta(minutes=5)
LEAST_RSA_BITS = 2048
# A sender's clock may be ahead of ours by this much when it writes `iat` or `nbf`.
AHEAD = timedelta(seconds=30)


class Unproven(Exception):
    """An assertion that does not show who sends it; says why in words that hold no value."""


class UnfitKey(Exception):
    """A public key that cannot be registered; says why."""


@record
class Assertion:
    """What a sound assertion says."""

    client: str
    token_id: str
    expires_at: datetime


def claimed_client(assertion: str) -> str:
    """Return the client that an assertion names, before anything of it is proven."""
    try:
        claims = json.loads(jws.extract_compact(assertion.encode()).payload)
    except (JoseError, ValueError):
        raise Unproven("the assertion cannot be read") from None
    name = claims.get("iss") if isinstance(claims, dict) else None
    if not isinstance(name, str):
        raise Unproven("the assertion names no issuer")
    return name


def proven(
    assertion: str, *, keys: Sequence[Mapping[str, Any]], audience: str, now: datetime
) -> Assertion:
    """Return what the assertion says if one of the client's public keys (JWK) signed it."""
    try:
        key_set = KeySet([import_key(dict(key)) for key in keys])
        if not jws.extract_compact(assertion.encode()).headers().get("kid"):
            raise Unproven("the assertion names no key")
        token = jwt.decode(assertion, key_set, algorithms=ALGORITHMS)
    except (JoseError, ValueError):
        raise Unproven("the assertion's signature does not hold") from None
    return _checked(token.claims, audience=audience, now=now)


def public_key(jwk: Mapping[str, Any]) -> dict[str, Any]:
    """Return the public half of a JWK in the form in which it is kept, with its algorithm."""
    try:
        key = import_key({name: value for name, value in jwk.items() if name != "key_ops"})
    except (JoseError, ValueError, TypeError):
        raise UnfitKey("it is not a JSON Web Key") from None
    if key.is_private:
        raise UnfitKey("it holds a private key: send the public half, and make a new key")
    if not jwk.get("kid"):
        raise UnfitKey("it has no kid")
    return {**key.as_dict(private=False), "kid": str(jwk["kid"]), "alg": _algorithm(key)}


def _algorithm(key: Any) -> str:
    if isinstance(key, RSAKey):
        if key.raw_value.key_size < LEAST_RSA_BITS:
            raise UnfitKey(f"an RSA key has at least {LEAST_RSA_BITS} bits")
        return "RS384"
    if isinstance(key, ECKey) and key.curve_name == "P-384":
        return "ES384"
    raise UnfitKey("use RSA (RS384) or an elliptic curve key on P-384 (ES384)")


def _checked(claims: Mapping[str, Any], *, audience: str, now: datetime) -> Assertion:
    client, token_id = claims.get("iss"), claims.get("jti")
    if not isinstance(client, str) or claims.get("sub") != client:
        raise Unproven("issuer and subject must both be the client")
    if claims.get("aud") not in (audience, [audience]):
        raise Unproven("the audience is not this token endpoint, exactly")
    if not isinstance(token_id, str) or not 1 <= len(token_id) <= 255:
        raise Unproven("the assertion has no id (jti)")
    expires_at = _time(claims.get("exp"))
    if expires_at is None or expires_at <= now:
        raise Unproven("the assertion has expired, or does not say when it will")
    if expires_at > now + LONGEST:
        raise Unproven("the assertion expires more than five minutes from now")
    for name in ("iat", "nbf"):
        since = _time(claims.get(name))
        if name in claims and (since is None or since > now + AHEAD):
            raise Unproven(f"the assertion's {name} lies in the future")
    return Assertion(client=client, token_id=token_id, expires_at=expires_at)


def _time(seconds: object) -> datetime | None:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
