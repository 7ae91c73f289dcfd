"""A measure as those who write its results know it, and the rows of its results."""

from typing import TypedDict

from schemas.record import record


@record
class CountedRate:
    """A rate: its name, its title, its populations in order, and what it is read per."""

    name: str
    title: str
    populations: tuple[str, ...]
    per: int


@record
class CountedMeasure:
    """A measure: what it is called, whether more is better, and its rates.

    `direction` is increase, decrease or none.
    """

    identifier: str
    version: str
    title: str
    direction: str
    rates: tuple[CountedRate, ...]


class Counted(TypedDict):
    """One row of summed results: population counts by FHIR code, of a rate and a stratum."""

    rate: str
    counts: dict[str, int]
    strata: dict[str, str]


class PersonCounted(Counted):
    """One row of one person."""

    person: str
