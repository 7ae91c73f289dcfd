"""The tables of a release before protection: who counts where, by practice, payer and line."""

from collections.abc import Mapping, Sequence

import polars as pl

from hub.measures.measure import Measure
from schemas.record import record

MET, NOT_MET, EXCLUDED, EVENTS = "met", "not met", "excluded", "events"
PERSONS = "persons"
INNER = pl.Schema(
    {
        "practice": pl.String,
        "payer": pl.String,
        "line_of_business": pl.String,
        "counted": pl.String,
        "value": pl.Int64,
        "people": pl.Int64,
    }
)
CLINICAL = frozenset({"encounter", "observation", "condition", "procedure", "medication"})


@record
class CountTable:
    """The inner cells of one rate of one measure.

    `cells` has the columns of INNER: `value` is what is counted, `people` how many persons stand
    behind it. `holder` says whose records the counts are made of: practice, or payer. Where
    `events` is set the values are events, which do not add up with persons.
    """

    measure: Measure
    rate: str
    holder: str
    events: bool
    cells: pl.DataFrame

    @property
    def key(self) -> str:
        """The measure and the rate, as one name."""
        return f"{self.measure.identifier}/{self.rate}"


def count_tables(
    measures: Sequence[Measure],
    results: Mapping[str, pl.DataFrame],
    places: pl.DataFrame,
    reads: Mapping[str, frozenset[str]],
) -> list[CountTable]:
    """Return the tables of the first rate of each measure, and of every rate that counts persons.

    `results` are the engine's by identifier, `places` the placement of every person, `reads` the
    record tables that each measure reads.
    """
    found = []
    for measure in measures:
        placed = results[measure.identifier].join(places, on="person", how="inner")
        holder = "practice" if reads[measure.identifier] & CLINICAL else "payer"
        for rate in _published(measure, placed):
            own = placed.filter(pl.col("rate") == rate)
            events = measure.basis != "patient"
            found.append(
                CountTable(
                    measure=measure,
                    rate=rate,
                    holder=holder,
                    events=events,
                    cells=_inner(own, events=events),
                )
            )
    return found


def _published(measure: Measure, placed: pl.DataFrame) -> list[str]:
    present = set(placed["rate"].unique())
    return [rate.name for rate in measure.rates[:1] if rate.name in present]


def _inner(own: pl.DataFrame, *, events: bool) -> pl.DataFrame:
    counted = own.filter(pl.col("denominator") > 0)
    excluded = _zero("denominator_exclusion") + _zero("denominator_exception")
    status = (
        pl.when(excluded > 0)
        .then(pl.lit(EXCLUDED))
        .when(_zero("numerator") > 0)
        .then(pl.lit(MET))
        .otherwise(pl.lit(NOT_MET))
    )
    place = ["practice", "payer", "line_of_business"]
    persons = counted.group_by(*place, counted=status).agg(value=pl.len(), people=pl.len())
    if not events:
        return persons.select(INNER.names()).cast(INNER)
    happened = counted.filter(_zero("numerator") > 0)
    visits = happened.group_by(place).agg(value=pl.col("numerator").sum(), people=pl.len())
    members = counted.group_by(place).agg(value=pl.len(), people=pl.len())
    parts = [
        members.with_columns(counted=pl.lit(PERSONS)),
        visits.with_columns(counted=pl.lit(EVENTS)),
    ]
    return pl.concat([part.select(INNER.names()).cast(INNER) for part in parts])


def _zero(name: str) -> pl.Expr:
    return pl.col(name).fill_null(0)
