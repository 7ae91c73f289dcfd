"""Passwords by Argon2id (RFC 9106); a wrong one takes as long as one of nobody."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST, MOST = 12, 256

# RFC 9106, section 4, the second recommended option: 64 MiB, three passes, four lanes.
RECOMMENDED = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


class UnfitPassword(Exception):
    """A password that is too short or too long to be set."""


class Passwords:
    """Hashes and checks passwords at one cost."""

    def __init__(self, hasher: PasswordHasher = RECOMMENDED) -> None:
        self._hasher = hasher
        # What the password of nobody is checked against, so that this takes as long.
        self._nobody = hasher.hash("the password of nobody")

    def hashed(self, password: str) -> str:
        """Return what is stored of a password; UnfitPassword unless it has 12 to 256 letters."""
        if not LEAST <= len(password) <= MOST:
            raise UnfitPassword(f"a password has {LEAST} to {MOST} letters")
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Tell whether it is the password; the work is the same where nothing is stored."""
        try:
            same = self._hasher.verify(stored or self._nobody, password[:MOST])
        except (VerificationError, InvalidHashError):
            return False
        return same and stored is not None

    def outdated(self, stored: str) -> bool:
        """Tell whether the hash was made at another cost than today's."""
        return self._hasher.check_needs_rehash(stored)
