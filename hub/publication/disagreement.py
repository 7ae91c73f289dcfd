"""How often lists disagree on where persons belong: by payer, by practice, and in the region."""

from collections.abc import Collection, Mapping

import polars as pl

from hub.measures.tables import CONTRIBUTOR
from schemas.period import Period
from schemas.record import record


@record
class Disagreement:
    """So many persons are on several lists, and so many of them are put in several places."""

    several: int = 0
    differing: int = 0

    def __add__(self, other: "Disagreement") -> "Disagreement":
        """Return the disagreement of the persons of both."""
        return Disagreement(
            several=self.several + other.several, differing=self.differing + other.differing
        )


@record
class Disagreements:
    """How often lists disagree: over all persons, by payer, and by practice (its key)."""

    region: Disagreement
    payers: Mapping[str, Disagreement]
    practices: Mapping[str, Disagreement]

    def __add__(self, other: "Disagreements") -> "Disagreements":
        """Return the disagreements of two groups of persons of whom nobody is in both."""
        return Disagreements(
            region=self.region + other.region,
            payers=_added(self.payers, other.payers),
            practices=_added(self.practices, other.practices),
        )


COLUMNS = ("person", "practice", "payer", "start_day", "end_day", CONTRIBUTOR)


def disagreements(
    attribution: pl.DataFrame, period: Period, *, payers: Collection[str]
) -> Disagreements:
    """Count the persons on several lists in the period, and those whom these put apart.

    `attribution` has the COLUMNS. A payer's are those on its roster and on another list, a
    practice's those whom some list puts there and who are on another list as well.
    """
    named = _named(attribution, period)
    persons = named.group_by("person").agg(
        several=pl.col("lister").n_unique() > 1, differing=pl.col("practice").n_unique() > 1
    )
    compared = named.join(persons.filter("several"), on="person")
    return Disagreements(
        region=_counted(persons.filter("several")),
        payers={
            name: found for name, found in _by(compared, "lister").items() if name in set(payers)
        },
        practices=_by(compared, "practice"),
    )


def _named(attribution: pl.DataFrame, period: Period) -> pl.DataFrame:
    inside = attribution.filter(
        pl.col("start_day").fill_null(period.first) <= period.last,
        pl.col("end_day").fill_null(period.last) >= period.first,
    )
    return inside.select("person", "practice", lister=pl.coalesce("payer", CONTRIBUTOR)).unique()


def _by(compared: pl.DataFrame, column: str) -> dict[str, Disagreement]:
    groups = compared.unique([column, "person"]).group_by(column, maintain_order=True)
    return {str(name): _counted(rows) for (name,), rows in groups}


def _counted(rows: pl.DataFrame) -> Disagreement:
    return Disagreement(several=rows.height, differing=int(rows["differing"].sum()))


def _added(
    one: Mapping[str, Disagreement], other: Mapping[str, Disagreement]
) -> dict[str, Disagreement]:
    return {
        name: one.get(name, Disagreement()) + other.get(name, Disagreement())
        for name in (*one, *(name for name in other if name not in one))
    }
