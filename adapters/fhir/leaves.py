"""The words in a piece of JSON that no table holds."""

from collections.abc import Iterator

import msgspec

from adapters.fhir.failures import FAILURES

# What names a list or a kind, and never a person.
KINDS = frozenset({"system", "use", "url", "resourceType", "profile", "currency", "status"})


def words_of(spelling: bytes) -> str:
    """Return every text in some JSON, apart from names of kinds, as one text."""
    try:
        return " ".join(leaves(msgspec.json.decode(spelling)))
    except FAILURES:
        return spelling.decode(errors="replace")


def leaves(value: object, *, only: str = "", numbers: bool = False) -> Iterator[str]:
    """Yield the texts in decoded JSON, apart from names of kinds.

    `only` asks for those of one name, `numbers` for the numbers in their stead.
    """
    if isinstance(value, dict):
        for name, inside in value.items():
            if name not in KINDS and (name == only or not only or not isinstance(inside, str)):
                yield from leaves(inside, only=only, numbers=numbers)
    elif isinstance(value, list):
        for inside in value:
            yield from leaves(inside, only=only, numbers=numbers)
    elif isinstance(value, str):
        if value and not numbers:
            yield value
    elif numbers and isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
