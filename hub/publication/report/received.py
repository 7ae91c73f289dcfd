"""Through which day the records of each contributor go: the last of what was done or paid."""

from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import pyarrow as pa

from hub.measures.tables import CONTRIBUTOR, framed, precise_enough

# Of a claim its payment: what is not paid yet has not run out.
LAST_DAYS = {"claim": "paid_day", "encounter": "start_day", "observation": "start_day"}
# Work pauses for a weekend and a holiday; a month that lacks no more days than these is over.
QUIET_DAYS = 4
LAST = pl.Schema({CONTRIBUTOR: pl.String(), "day": pl.Date()})
Received = Mapping[str, Mapping[str, date]]


def last_days(tables: Mapping[str, Sequence[pa.Table]], *, on: date) -> pl.DataFrame:
    """Return `contributor` and `day`: the last of each one's records as of a day.

    Records of years or months have no last day; whoever has handed in no others is not there.
    """
    parts = [
        framed(name, [precise_enough(name, part, "day")], (CONTRIBUTOR, column))
        .rename({column: "day"})
        .filter(pl.col("day") <= on)
        for name, column in LAST_DAYS.items()
        for part in tables.get(name, ())
        if column in part.column_names
    ]
    return latest_days([pl.DataFrame(schema=LAST), *parts])


def latest_days(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Return the latest day of each contributor in any of the parts, as `last_days` does."""
    return pl.concat(parts).group_by(CONTRIBUTOR).agg(pl.col("day").max())


def received(last: pl.DataFrame, kinds: Mapping[str, str], *, on: date) -> Received:
    """Return through which day each contributor's records go: by its kind, by contributor.

    `last` is what `last_days` says.
    """
    found: dict[str, dict[str, date]] = {}
    for contributor, day in last.sort(CONTRIBUTOR).iter_rows():
        found.setdefault(kinds.get(contributor, ""), {})[contributor] = through(day, on=on)
    return found


def through(day: date, *, on: date) -> date:
    """Return through which day records are known whose last is of this day.

    The day itself; the end of its month where only a few days are left of it.
    """
    end = day.replace(day=monthrange(day.year, day.month)[1])
    quiet = (end - day).days <= QUIET_DAYS
    return min(end, on) if quiet else day


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
