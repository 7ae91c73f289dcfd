"""Whether persons may count more than once, and in what words that is said."""

from collections.abc import Sequence
from math import ceil
from typing import Any

from schemas.cell import LINKED

# The share that may count twice is told in steps so coarse that no contributor is read off it.
STEP_PERCENT = 5
LINKED_WORDS = "Each person counts once: all tokens can be compared."
WORDS = (
    "Persons may count more than once: the tokens of {number} cannot be compared with others'. "
    "At most {percent}% of the persons of the region may be the same as others of them."
)


def linkage(spaces: Sequence[tuple[str, int]]) -> dict[str, Any]:
    """Return what a report says of it, from the persons of the region by the space of their tokens.

    The true number of persons lies between the largest space's and the sum.
    """
    apart = [space for space, _ in spaces if space != LINKED]
    if not apart or len(spaces) == 1:
        return {"linked": True, "at_most_twice": 0, "words": LINKED_WORDS}
    whole = sum(persons for _, persons in spaces)
    twice = whole - max(persons for _, persons in spaces)
    percent = ceil(100 * twice / whole / STEP_PERCENT) * STEP_PERCENT
    number = "1 contributor" if len(apart) == 1 else f"{len(apart)} contributors"
    return {
        "linked": False,
        "at_most_twice": percent / 100,
        "words": WORDS.format(number=number, percent=percent),
    }
