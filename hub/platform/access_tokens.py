"""Access tokens as JSON Web Tokens (RFC 9068), signed by the hub, read by the hub."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, thumbprint

from hub.platform.key_files import UnusableKey, private_pem, read_private_key, write_secret
from schemas.record import record

ALGORITHM = "ES256"
TYPE = "at+jwt"
# So much the clocks of two machines of the hub may differ.
AHEAD = timedelta(minutes=1)


class Invalid(Exception):
    """A token that is not ours, not for us, or no longer good."""


@record
class AccessToken:
    """What a token says: which client may do what, until when."""

    client: str
    scopes: frozenset[str]
    token_id: str
    expires_at: datetime


@record
class TokenKey:
    """The key that signs access tokens."""

    key: ECKey

    @property
    def public(self) -> dict[str, Any]:
        """The public half as a JSON Web Key, with its id."""
        public = {name: str(value) for name, value in self.key.as_dict(private=False).items()}
        return (
            public
            | {"kid": thumbprint(self.key.as_dict(private=False)), "use": "sig"}
            | {"alg": ALGORITHM}
        )


def write_token_key(path: Path) -> None:
    """Make a key for access tokens and keep it in a new file."""
    write_secret(path, private_pem(generate_private_key(SECP256R1())))


def read_token_key(path: Path) -> TokenKey:
    """Return the key of a PEM file; UnusableKey unless it is an elliptic curve key on P-256."""
    private = read_private_key(path)
    if not isinstance(private, EllipticCurvePrivateKey) or private.curve.name != "secp256r1":
        raise UnusableKey("the file holds no elliptic curve key on P-256")
    return TokenKey(key=ECKey.import_key(private_pem(private)))


def issue(key: TokenKey, token: AccessToken, *, issuer: str, now: datetime) -> str:
    """Return the token as text."""
    claims = {
        "iss": issuer,
        "aud": issuer,
        "sub": token.client,
        "client_id": token.client,
        "scope": " ".join(sorted(token.scopes)),
        "jti": token.token_id,
        "iat": int(now.timestamp()),
        "exp": int(token.expires_at.timestamp()),
    }
    header = {"alg": ALGORITHM, "typ": TYPE, "kid": key.public["kid"]}
    return jwt.encode(header, claims, key.key, algorithms=[ALGORITHM])


def read(key: TokenKey, text: str, *, issuer: str, now: datetime) -> AccessToken:
    """Return what a token says; Invalid unless this key signed it, for us, and it is in time."""
    try:
        token = jwt.decode(text, key.key, algorithms=[ALGORITHM])
    except (JoseError, ValueError):
        raise Invalid from None
    claims = token.claims
    if (
        token.header.get("typ") != TYPE
        or claims.get("iss") != issuer
        or claims.get("aud") != issuer
    ):
        raise Invalid
    return _in_time(claims, now=now)


def until(now: datetime, *, minutes: int) -> datetime:
    """Return when a token that is issued now expires, to the second."""
    return now.replace(microsecond=0) + timedelta(minutes=minutes)


def _in_time(claims: Mapping[str, Any], *, now: datetime) -> AccessToken:
    try:
        expires_at = datetime.fromtimestamp(claims["exp"], UTC)
        issued_at = datetime.fromtimestamp(claims["iat"], UTC)
        found = AccessToken(
            client=str(claims["client_id"]),
            scopes=frozenset(str(claims["scope"]).split()),
            token_id=str(claims["jti"]),
            expires_at=expires_at,
        )
    except (KeyError, TypeError, ValueError, OverflowError, OSError):
        raise Invalid from None
    # One of the future was issued before the clock was set back, and would live too long.
    if expires_at <= now or issued_at > now + AHEAD:
        raise Invalid
    return found
