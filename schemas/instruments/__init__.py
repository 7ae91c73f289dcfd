"""The instruments whose scores the hub reads: one file each, with its codes, range and meanings.

A score is that of `codes` (system, code), from `least` to `most` in steps of `step`. What a score
means (positive, remission, response, a change that matters) is read from here by the pages and by
the tests that hold the measures to it.
"""

import tomllib
from functools import cache
from importlib.resources import files

from schemas.code_system import canonical
from schemas.record import record

Codes = tuple[tuple[str, str], ...]


@record
class Instrument:
    """A questionnaire with one score; `names` are its spellings, in small letters and digits alone.

    `worse` says whether a higher or a lower score is worse. A score is positive `positive_from`
    that score on (for women `positive_from_women`), in remission beyond `remission`, which is not
    itself one; a response is a change by the share `response` of the first score, and one by
    `minimal_change` matters to the person. None: nothing is agreed.
    """

    name: str
    title: str
    codes: Codes
    names: frozenset[str]
    least: float
    most: float
    step: float
    ages_from: int
    worse: str
    source: str
    checked: bool
    ages_to: int | None = None
    positive_from: float | None = None
    positive_from_women: float | None = None
    remission: float | None = None
    response: float | None = None
    minimal_change: float | None = None

    @property
    def code(self) -> tuple[str, str]:
        """The code under which the hub writes the score."""
        return self.codes[0]


@cache
def instruments() -> tuple[Instrument, ...]:
    """Return every instrument of this folder, by name."""
    found = (each for each in files(__name__).iterdir() if each.name.endswith(".toml"))
    return tuple(
        instrument_of(each.read_text(encoding="utf-8"), each.name.removesuffix(".toml"))
        for each in sorted(found, key=lambda each: each.name)
    )


def instrument_named(name: str) -> Instrument:
    """Return the instrument of that file name; KeyError where there is none."""
    return {each.name: each for each in instruments()}[name]


def instrument_of(text: str, name: str) -> Instrument:
    """Read an instrument from the text of its file; TypeError where a field is missing or new."""
    document = tomllib.loads(text)
    codes = tuple((canonical(system), code) for system, code in document.pop("codes"))
    names = frozenset(document.pop("names"))
    return Instrument(name=name, codes=codes, names=names, **document)
