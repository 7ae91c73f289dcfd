"""Through which day the records of each contributor go: the last of what was done or paid."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from hub.measures.tables import framed, precise_enough

# Of a claim its payment: what is not paid yet has not run out.
LAST_DAYS = {"claim": "paid_day", "encounter": "start_day", "observation": "start_day"}
# Work pauses for a weekend and a holiday; a month that lacks no more days than these is over.
QUIET_DAYS = 4
Received = Mapping[str, Mapping[str, date]]


def received(
    tables: Mapping[str, Sequence[pa.Table]], kinds: Mapping[str, str], *, on: date
) -> Received:
    """Return the last day of each contributor's records as of a day: by its kind, by contributor.

    Records of years or months have no last day; whoever has handed in no others is not there.
    """
    parts = [
        framed(name, [precise_enough(name, part, "day")], ("contributor", column))
        .rename({column: "day"})
        .filter(pl.col("day") <= on)
        for name, column in LAST_DAYS.items()
        for part in tables.get(name, ())
        if column in part.column_names
    ]
    if not parts:
        return {}
    days = pl.concat(parts).group_by("contributor").agg(_through(pl.col("day").max(), on=on))
    found: dict[str, dict[str, date]] = {}
    for contributor, day in days.sort("contributor").iter_rows():
        found.setdefault(kinds.get(contributor, ""), {})[contributor] = day
    return found


def through(days: pl.Series, *, on: date) -> date:
    """Return through which day records are known by their days, of which there is one or more."""
    told: date = pl.DataFrame({"day": days}).select(_through(pl.col("day").max(), on=on)).item()
    return told


def earliest(found: Received, *, kinds: Iterable[str]) -> date | None:
    """Return through which day the records of all contributors of these kinds go."""
    return min((day for kind in kinds for day in found.get(kind, {}).values()), default=None)


def received_document(
    found: Received, participant: str | None, titles: Mapping[str, str], *, every: bool
) -> dict[str, Any]:
    """Return what an audience reads of it: its own last day, and where `every` is set, all."""
    days = {name: day for each in found.values() for name, day in each.items()}
    own = days.get(participant or "")
    return {
        "own": str(own) if own else None,
        "contributors": [
            {"participant": name, "title": titles.get(name, name), "through": str(day)}
            for name, day in sorted(days.items())
        ]
        if every
        else [],
    }


def _through(last: pl.Expr, *, on: date) -> pl.Expr:
    """The day itself; the end of its month where only a few days are left of it."""
    end = last.dt.month_end()
    quiet = (end - last).dt.total_days() <= QUIET_DAYS
    return pl.when(quiet).then(pl.min_horizontal(end, pl.lit(on))).otherwise(last)
