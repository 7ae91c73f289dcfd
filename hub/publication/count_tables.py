"""The tables of a release before protection: who counts where, by practice, payer and line."""

from collections.abc import Mapping, Sequence
from dataclasses import field

import numpy as np
import polars as pl

from hub.measures.measure import Measure, Rate
from hub.measures.placement.strata import STRATA
from hub.publication.count_roles import (
    COUNTED,
    EVENTS,
    EXPOSURE,
    LEAVES,
    MET,
    mark_of,
    role_counts,
    roles_of,
    summed,
)
from hub.publication.statistics.clustered import told_design
from schemas.cell import UNKNOWN
from schemas.record import record

PLACES = ("practice", "payer", "line_of_business")
STRATUM_KEYS = ("stratum", "category", "practice", "payer")


def _schema(*keys: str) -> pl.Schema:
    kinds: dict[str, pl.DataType] = {name: pl.String() for name in (*keys, "counted")}
    return pl.Schema([*kinds.items(), ("value", pl.Int64()), ("people", pl.Int64())])


INNER = _schema(*PLACES)
STRATUM = _schema(*STRATUM_KEYS)
CLINICAL = frozenset({"encounter", "observation", "condition", "procedure", "medication"})


@record
class CountTable:
    """The inner cells of one rate of one measure.

    `cells` has the columns of INNER, `strata` those of STRATUM: `value` is what is counted,
    `people` how many persons stand behind it. `counts` says what that is: persons, or episodes of
    theirs, each MET, NOT_MET or EXCLUDED; or events and amounts, held against persons or an
    EXPOSURE of theirs. Of episodes the sums have rows of their own, as those behind the parts may
    be the same persons. `holder` says whose records the counts are made of: practice, or payer.
    `marks` name who is counted, by what is counted: equal marks, equal persons. `spaces` holds the
    persons by the space of their tokens, `design` by how much more episodes of one person are alike
    than those of several (statistics/clustered.py); 1 of persons.
    """

    measure: Measure
    rate: str
    holder: str
    counts: str
    cells: pl.DataFrame
    strata: pl.DataFrame
    spaces: tuple[tuple[str, int], ...]
    marks: Mapping[str, str] = field(default_factory=dict)
    design: float = 1.0

    @property
    def key(self) -> str:
        """The measure and the rate, as one name."""
        return f"{self.measure.identifier}/{self.rate}"

    @property
    def told_by(self) -> tuple[str, ...]:
        """The strata by which the region is told."""
        return (*STRATA, *(stratum.name for stratum in self.measure.strata))

    @property
    def events(self) -> bool:
        """Tell whether events or amounts are held against persons, so that no sum tells of all."""
        return self.counts in {"events", "amounts"}

    @property
    def exposed(self) -> bool:
        """Tell whether events are held against an exposure other than persons."""
        return EXPOSURE in self.marks

    @property
    def noun(self) -> str:
        """What is counted below the line, one of it."""
        return "patient" if self.counts == "persons" else self.measure.basis

    @property
    def numerator(self) -> str:
        """What is counted above the line."""
        return EVENTS if self.events else MET


def count_tables(
    measures: Sequence[Measure],
    results: Mapping[str, pl.DataFrame],
    places: pl.DataFrame,
    reads: Mapping[str, frozenset[str]],
) -> list[CountTable]:
    """Return the table of every rate of each measure.

    `results` are the engine's by identifier, `places` the placement of every person, `reads` the
    record tables that each measure reads.
    """
    found = []
    for measure in measures:
        holder = "practice" if reads[measure.identifier] & CLINICAL else "payer"
        for rate in measure.rates:
            own = counted_persons(measure, rate, results).join(places, on="person", how="inner")
            if own.height:
                found.append(_table(measure, rate, own, holder=holder))
    return found


def counted_persons(
    measure: Measure, rate: Rate, results: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Return the persons in the denominator of a rate, with what each adds to its counts."""
    rows = results[measure.identifier]
    own = rows.filter(pl.col("rate") == rate.name, pl.col("denominator") > 0)
    return role_counts(own, counts=rate.counts)


def by_stratum(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return rows of persons with the stratum of that name and the category of each in it."""
    value = pl.col(name).cast(pl.String).fill_null(UNKNOWN)
    return rows.with_columns(stratum=pl.lit(name), category=value)


def shaped(frame: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Return the columns of the schema in one order of rows, whatever that of the persons was."""
    return frame.select(schema.names()).cast(schema).sort(schema.names())


def _table(measure: Measure, rate: Rate, own: pl.DataFrame, *, holder: str) -> CountTable:
    roles = roles_of(own)
    kept = LEAVES if rate.counts == "persons" else roles
    strata = (*STRATA, *(stratum.name for stratum in measure.strata))
    parts = [summed(by_stratum(own, name), kept, STRATUM_KEYS) for name in strata]
    return CountTable(
        measure=measure,
        rate=rate.name,
        holder=holder,
        counts=rate.counts,
        cells=shaped(summed(own, kept, PLACES), INNER),
        strata=pl.concat([shaped(part, STRATUM) for part in parts]),
        spaces=tuple(own.group_by("space").len().sort("space").iter_rows()),
        marks={role: mark_of(own, role) for role in roles},
        design=_design(own) if rate.counts == "episodes" else 1.0,
    )


def _design(own: pl.DataFrame) -> float:
    met, counted = (own[role].to_numpy().astype(np.int64) for role in (MET, COUNTED))
    return told_design(met, counted)
