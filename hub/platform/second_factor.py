"""The second factor: time-based one-time passwords (RFC 6238), six digits, 30 seconds."""

from base64 import b32encode
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from hub.platform.ids import random_bytes

SECRET_BYTES, DIGITS, STEP = 20, 6, 30
# A telephone's clock may be one step off, either way (RFC 6238, 5.2).
TOLERANCE = 1


def new_second_factor() -> bytes:
    """Return the secret that an authenticator application is given."""
    return random_bytes(SECRET_BYTES)


def enrolment_uri(secret: bytes, *, account: str, issuer: str) -> str:
    """Return the `otpauth://` address that an authenticator application reads."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def shown(secret: bytes) -> str:
    """Return the secret in letters, for those who type it in."""
    return b32encode(secret).decode()


def step_of(secret: bytes, code: str, *, now: datetime, after: int) -> int | None:
    """Return the time step whose code this is, or None.

    `after` is the last step that was used: a code serves once.
    """
    current = int(now.timestamp()) // STEP
    matching = [
        step
        for step in range(current - TOLERANCE, current + TOLERANCE + 1)
        if _matches(secret, code, step=step)
    ]
    return next((step for step in matching if step > after), None)


def _matches(secret: bytes, code: str, *, step: int) -> bool:
    try:
        _totp(secret).verify(code.encode("ascii", "replace"), step * STEP)
    except InvalidToken:
        return False
    return True


def _totp(secret: bytes) -> TOTP:
    # SHA-1 is what authenticator applications speak; as HMAC it is sound (RFC 6238, 1.2).
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303
