"""Ids and secrets: the only place that makes random values."""

import os
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from uuid import UUID

Ids = Callable[[], str]

VERSION_7 = 0x7 << 76
VARIANT = 0b10 << 62


def new_id() -> str:
    """Return a UUID of version 7 (RFC 9562): ids sort by the time at which they were made."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    # The twelve bits after the milliseconds hold the fraction of one (RFC 9562, 6.2, method 3).
    fraction = rest * 4096 // 1_000_000
    randomness = int.from_bytes(os.urandom(8), "big") >> 2
    return str(UUID(int=milliseconds << 80 | VERSION_7 | fraction << 64 | VARIANT | randomness))


def random_bytes(length: int) -> bytes:
    """Return bytes that nobody can guess."""
    return os.urandom(length)


def new_secret() -> str:
    """Return a secret of 256 bits in URL-safe letters: a session, a lease, a token's id."""
    return urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
