"""A rule that knows one kind of identifier by the look of a value."""

from collections.abc import Callable

import polars as pl

from policies.deidentification.place import Place
from schemas.record import record

EVERYWHERE = frozenset(Place)

# What may stand before and after an identifier inside a longer text: no letter and no digit.
BEFORE, AFTER = r"(?:^|[^0-9A-Za-z])", r"(?:[^0-9A-Za-z]|$)"
# A hyphen, or a dash that a word processor made of it.
DASH = "[-\u2010-\u2015\u2212]"
# Two words, or a word and a comma, where one word is to stand: somebody's name.
WORDS = r"[^0-9]*\pL[^0-9]*[ ,][^0-9]*\pL[^0-9]*"


@record
class ValueRule:
    """One kind of identifier, as it looks in a text.

    `within` (a pattern of Rust's regex crate) finds it anywhere in a value of the places
    `searched_in`; `whole` finds it where it is all of a value, in the places `whole_in`.
    `confirms` takes the candidates (String, one match each) and says which of them stand the
    test that the pattern cannot make, such as a check digit.
    """

    name: str
    citation: str
    means: str
    remedy: str
    within: str = ""
    searched_in: frozenset[Place] = EVERYWHERE
    whole: str = ""
    whole_in: frozenset[Place] = frozenset()
    confirms: Callable[[pl.Series], pl.Series] | None = None

    def pattern(self, place: Place) -> str:
        """Return the pattern that holds in a place; empty where the rule does not look there."""
        wanted = [self.within] if self.within and place in self.searched_in else []
        wanted += [f"^(?:{self.whole})$"] if self.whole and place in self.whole_in else []
        return "|".join(wanted)


def bounded(pattern: str) -> str:
    """Return a pattern that matches only where neither letter nor digit touches it."""
    return f"{BEFORE}(?:{pattern}){AFTER}"
