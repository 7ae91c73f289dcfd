"""Risk adjustment of an outcome by the mix of patients: indirect, with the model's fit beside it.

The model is the region's own rate in each cell of the chosen traits (age band, sex, line of
business, initial severity), so that nothing is hidden in it: the table of rates is the model.
"""

from collections.abc import Mapping, Sequence

import polars as pl

from hub.publication.statistics.indirect_standardisation import (
    Standardised,
    Stratum,
    expected_events,
    standardised,
)
from schemas.record import record

# In a cell with fewer patients the region's rate is mostly chance.
FEW = 20


@record
class Fit:
    """How well the model tells patients apart.

    `cells` of the traits, the share of patients in cells with few of them, and the c statistic:
    0.5 for not at all, 1 for wholly, None where all came to the same.
    """

    cells: int
    in_small_cells: float
    c_statistic: float | None


@record
class RiskAdjusted:
    """The adjusted figure of each practice by name, the crude rate of all, and the fit."""

    practices: Mapping[str, Standardised]
    crude: float
    fit: Fit


def risk_adjusted(persons: pl.DataFrame, traits: Sequence[str]) -> RiskAdjusted | None:
    """Adjust the rate of every practice for the traits of its patients; None without patients.

    `persons` has one row a patient who counts in the denominator: `practice`, `met` (0 or 1), and
    the columns that `traits` name, null being a value of its own. Whoever is excluded or excepted
    is not among them. A practice all of whose expected events are zero has no figure.
    """
    if persons.is_empty():
        return None
    keys = list(traits)
    cells = persons.group_by(keys).agg(events=pl.col("met").sum(), total=pl.len())
    held = persons.join(cells, on=keys, nulls_equal=True)
    crude = float(persons["met"].sum()) / persons.height
    found = {}
    for (practice,), mine in held.group_by("practice"):
        counted = mine.group_by(*keys, "events", "total").len()
        strata = [
            Stratum(persons=persons_of, region_events=events, region_persons=total)
            for events, total, persons_of in counted.select("events", "total", "len").iter_rows()
        ]
        observed = int(mine["met"].sum())
        adjusted = standardised(observed, expected_events(strata), crude=crude)
        if adjusted is not None:
            found[str(practice)] = adjusted
    return RiskAdjusted(practices=found, crude=crude, fit=_fit(cells))


def _fit(cells: pl.DataFrame) -> Fit:
    small = cells.filter(pl.col("total") < FEW)
    return Fit(
        cells=cells.height,
        in_small_cells=_sum(small, "total") / _sum(cells, "total"),
        c_statistic=_c_statistic(cells),
    )


def _c_statistic(cells: pl.DataFrame) -> float | None:
    """The chance that a patient with the event has the higher expected rate; half where alike."""
    by_rate = (
        cells.with_columns(
            rate=pl.col("events") / pl.col("total"), others=pl.col("total") - pl.col("events")
        )
        .group_by("rate")
        .agg(pl.col("events").sum(), pl.col("others").sum())
        .sort("rate")
        .with_columns(below=pl.col("others").cum_sum() - pl.col("others"))
        .with_columns(won=pl.col("events") * (pl.col("below") + pl.col("others") / 2))
    )
    pairs = _sum(by_rate, "events") * _sum(by_rate, "others")
    return _sum(by_rate, "won") / pairs if pairs else None


def _sum(rows: pl.DataFrame, name: str) -> float:
    return float(rows.select(pl.col(name).sum()).item())
