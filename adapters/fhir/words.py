"""The code words of a coded element, for the places where a rule asks what it says."""

from functools import lru_cache

from msgspec import Raw

from adapters.fhir.concepts import parts
from adapters.fhir.failures import FAILURES

NO_WORDS: frozenset[str] = frozenset()


def words_in(element: Raw) -> frozenset[str]:
    """Return every code in a coded element, in lower case; of a URL, what its path ends with."""
    spelling = bytes(element)
    return _words(spelling) if spelling else NO_WORDS


@lru_cache(maxsize=2**12)
def _words(spelling: bytes) -> frozenset[str]:
    try:
        codings, _ = parts(spelling)
    except FAILURES:
        return NO_WORDS
    codes = (coding.code.strip().lower() for coding in codings if coding.code)
    return frozenset(code.rsplit("/", 1)[-1] for code in codes)
