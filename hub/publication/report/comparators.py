"""What a practice compares itself with: the region's rate, the peers' deciles, the benchmark."""

from datetime import date

import polars as pl

from hub.publication.count_tables import EVENTS, MET, NOT_MET, PERSONS
from hub.publication.protection import ProtectedTable
from hub.publication.report.line import Line, line_of
from hub.publication.statistics.achievable_benchmark import achievable_benchmark
from hub.publication.statistics.percentiles import deciles
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.parameter import parameter
from schemas.cell import UNKNOWN
from schemas.record import record

# A practice with fewer persons is no peer: its rate would be a person's.
LEAST_PERSONS = 20
LEAST_PEERS = 10


@record
class Comparators:
    """The region's line, and over the practices: deciles, benchmark, and how many they are.

    Rates are rounded to whole percent (events: to one in a thousand persons), so that no
    practice's count can be read off them.
    """

    region: Line | None
    deciles: tuple[float, ...]
    benchmark: float | None
    practices: int


def comparators(protected: ProtectedTable, *, on: date) -> Comparators:
    """Return the comparators of a table; contributor rules may empty deciles and benchmark."""
    table, measure = protected.table, protected.table.measure
    peers = _peers(protected.table.cells, events=table.events)
    minimum = int(parameter("minimum_contributors", on=on))
    share = parameter("largest_contributor_share", on=on)
    digits = 3 if table.events else 2
    rates = [met / total for met, total in peers]
    enough = len(peers) >= LEAST_PEERS and _nobody_too_large(peers, share)
    benchmark = achievable_benchmark(
        peers,
        increase=measure.direction == "increase",
        minimum_contributors=minimum,
        largest_share=max(share, 1 / minimum),
    )
    return Comparators(
        region=region_line(protected),
        deciles=tuple(round(rate, digits) for rate in deciles(rates)) if enough else (),
        benchmark=round(benchmark, digits) if benchmark is not None and enough else None,
        practices=len(peers),
    )


def region_line(protected: ProtectedTable) -> Line | None:
    """Return the line of everybody in the region."""
    return place_line(protected, practice=TOTAL_NAME, payer=TOTAL_NAME)


def place_line(protected: ProtectedTable, *, exact: bool = False, **place: str) -> Line | None:
    """Return the line of a place, summed over what is not named."""
    wanted = dict.fromkeys(("practice", "payer", "line_of_business"), TOTAL_NAME) | place
    found = protected.cells.filter(
        *(pl.col(name) == value for name, value in wanted.items()), pl.col("counted") != TOTAL_NAME
    )
    rate = protected.table.measure.rate(protected.table.rate)
    return line_of(
        {row["counted"]: row for row in found.iter_rows(named=True)},
        events=protected.table.events,
        per=rate.per,
        exact=exact,
    )


def _peers(cells: pl.DataFrame, *, events: bool) -> list[tuple[int, int]]:
    known = cells.filter(
        pl.col("practice").str.starts_with("practice") & (pl.col("practice") != UNKNOWN)
    )
    counted = pl.col("counted")
    met, others = (EVENTS, (PERSONS,)) if events else (MET, (MET, NOT_MET))
    summed = known.group_by("practice").agg(
        met=pl.col("value").filter(counted == met).sum(),
        total=pl.col("value").filter(counted.is_in(others)).sum(),
    )
    chosen = summed.filter(pl.col("total") >= LEAST_PERSONS).sort("practice")
    return list(chosen.select("met", "total").iter_rows())


def _nobody_too_large(peers: list[tuple[int, int]], share: float) -> bool:
    everybody = sum(total for _, total in peers)
    return max(total for _, total in peers) <= share * everybody
