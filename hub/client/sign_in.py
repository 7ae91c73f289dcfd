"""Sign in as a machine: a signed assertion for an access token (SMART Backend Services)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from hub.client.connection import Answer, ask
from hub.platform.ids import new_secret
from hub.platform.key_files import UnusableKey, read_secret, write_secret

LIFE = timedelta(minutes=4)
ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class NotSignedIn(Exception):
    """The hub gave no token; says what it answered."""


def write_client_key(path: Path) -> dict[str, Any]:
    """Make a P-384 key in a new file, and return the public half to register with the hub."""
    key = ECKey.generate_key("P-384")
    write_secret(path, key.as_pem(private=True))
    return {**key.as_dict(private=False), "kid": key.thumbprint()}


def read_client_key(path: Path) -> ECKey | RSAKey:
    """Return the key of a PEM file; UnusableKey where there is none that can sign."""
    content = read_secret(path)
    for kind in (ECKey, RSAKey):
        try:
            return kind.import_key(content)
        except (JoseError, ValueError):
            continue
    raise UnusableKey("the file holds no private key in PEM")


def access_token(
    hub: str,
    *,
    client: str,
    key: ECKey | RSAKey,
    scope: str,
    now: datetime,
    kid: str | None = None,
) -> str:
    """Return an access token for that scope; NotSignedIn where the hub refuses.

    `kid` is the id under which the key is registered, None for its thumbprint (RFC 7638).
    """
    endpoint = f"{hub.rstrip('/')}/oauth/token"
    claims = {
        "iss": client,
        "sub": client,
        "aud": endpoint,
        "jti": new_secret(),
        "exp": int((now + LIFE).timestamp()),
    }
    algorithm = "RS384" if isinstance(key, RSAKey) else "ES384"
    header = {"alg": algorithm, "kid": kid or key.thumbprint()}
    form = {
        "grant_type": "client_credentials",
        "scope": scope,
        "client_assertion_type": ASSERTION,
        "client_assertion": jwt.encode(header, claims, key, algorithms=[algorithm]),
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return _token(ask(hub, "POST", "/oauth/token", headers=headers, body=urlencode(form).encode()))


def _token(answer: Answer) -> str:
    told: Mapping[str, Any] = answer.document if isinstance(answer.document, dict) else {}
    if answer.status != 200 or "access_token" not in told:
        reason = told.get("error_description") or told.get("title") or told.get("error") or ""
        raise NotSignedIn(f"the hub answered {answer.status}: {reason}")
    return str(told["access_token"])
