"""The public keys in a text that somebody uploads: a key set, one JSON Web Key, or PEM."""

import json
from collections.abc import Mapping
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, RSAKey

from hub.services.refusal import Refused

MOST_KEYS = 10
BEGINNING_OF_PEM = "-----BEGIN"


def keys_of_text(text: str) -> list[Mapping[str, Any]]:
    """Return the keys of a JWKS (RFC 7517), a JWK, or a PEM; Refused where it is none of these.

    A key in PEM gets its thumbprint (RFC 7638) as kid.
    """
    text = text.strip()
    if text.startswith(BEGINNING_OF_PEM):
        return [_of_pem(text)]
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise _unreadable() from None
    return keys_of_document(document)


def keys_of_document(document: object) -> list[Mapping[str, Any]]:
    """Return the keys of a parsed key set, or the one key; Refused where it is neither."""
    keys = document.get("keys", [document]) if isinstance(document, dict) else None
    if not isinstance(keys, list) or not 1 <= len(keys) <= MOST_KEYS:
        raise _unreadable()
    if not all(isinstance(key, dict) for key in keys):
        raise _unreadable()
    return keys


def _of_pem(text: str) -> Mapping[str, Any]:
    for kind in (ECKey, RSAKey):
        try:
            key = kind.import_key(text)
        except (JoseError, ValueError, TypeError, AttributeError):
            continue
        document = key.as_dict(private=True) if key.is_private else key.as_dict(private=False)
        return document | {"kid": key.thumbprint()}
    raise _unreadable()


def _unreadable() -> Refused:
    return Refused(
        rule="key",
        text=f"give a JSON Web Key, a set of up to {MOST_KEYS} of them, or a public key in PEM",
        status=422,
    )
