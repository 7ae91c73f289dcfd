"""A line: the most precise honest statement that may be made of one place in one table."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from hub.publication.count_tables import EVENTS, EXCLUDED, MET, NOT_MET, PERSONS
from hub.publication.statistics.byar import byar
from hub.publication.statistics.wilson import wilson
from schemas.record import record

COUNT, INTERVAL, WITHHELD = "count", "interval", "withheld"
NOT_COMPUTABLE, NOT_REPORTED = "not-computable", "not-reported"
# An interval wider than this says nothing that helps.
WIDEST = 0.5

Counts = Mapping[str, Mapping[str, Any]]


@record
class Line:
    """What is said: counts, or the range in which the rate lies; `rate` is per person.

    `lowest` and `highest` bound the rate: 95 % where counts are shown, else what anybody who sees
    the release could work out, so that saying it tells nothing more.
    """

    statement: str
    numerator: int | None = None
    denominator: int | None = None
    excluded: int | None = None
    rate: float | None = None
    lowest: float | None = None
    highest: float | None = None
    words: str = ""

    def document(self) -> dict[str, Any]:
        """Return the line as the members of a JSON object."""
        return asdict(self)


def line_of(counts: Counts, *, events: bool, per: int, exact: bool = False) -> Line | None:
    """Return the line of a place, from its cells by what they count; None where nobody is there.

    A cell has `value`, `shown`, `lowest` and `highest`; `exact` is for whoever handed in all the
    records behind the cells.
    """
    bounds = {name: _bounds(cell, exact=exact) for name, cell in counts.items()}
    if events:
        return _events(bounds, per)
    return _persons(bounds)


def _bounds(cell: Mapping[str, Any], *, exact: bool) -> tuple[int, int | None]:
    if exact or cell["shown"]:
        return (cell["value"], cell["value"])
    return (cell["lowest"], cell["highest"])


def _persons(bounds: Mapping[str, tuple[int, int | None]]) -> Line | None:
    met, not_met = bounds.get(MET, (0, 0)), bounds.get(NOT_MET, (0, 0))
    excluded = bounds.get(EXCLUDED, (0, 0))
    if met[0] == met[1] and not_met[0] == not_met[1]:
        total = met[0] + not_met[0]
        if total + excluded[0] == 0:
            return None
        low, high = wilson(met[0], total)
        return Line(
            statement=COUNT,
            numerator=met[0],
            denominator=total,
            excluded=excluded[0] if excluded[0] == excluded[1] else None,
            rate=met[0] / total if total else None,
            lowest=low,
            highest=high,
            words=f"{met[0]:,} of {total:,} ({met[0] / total:.0%})" if total else "nobody",
        )
    low = met[0] / max(met[0] + (not_met[1] or 0), 1) if not_met[1] is not None else 0.0
    high = 1.0 if met[1] is None else met[1] / max(met[1] + not_met[0], 1)
    return _range(low, high, total=_total(met, not_met))


def _total(met: tuple[int, int | None], not_met: tuple[int, int | None]) -> int | None:
    """The number of persons, where the sum is known though its parts are not."""
    highs = [bound for bound in (met[1], not_met[1]) if bound is not None]
    if len(highs) == 2 and met[0] + highs[1] == highs[0] + not_met[0]:
        return met[0] + highs[1]
    return None


def _range(low: float, high: float, *, total: int | None) -> Line:
    low, high = max(0.0, low), min(1.0, high)
    if high - low > WIDEST:
        return Line(statement=WITHHELD, denominator=total, words="withheld")
    return Line(
        statement=INTERVAL,
        denominator=total,
        lowest=low,
        highest=high,
        words=f"between {low:.0%} and {high:.0%}",
    )


def _events(bounds: Mapping[str, tuple[int, int | None]], per: int) -> Line | None:
    persons, events = bounds.get(PERSONS, (0, 0)), bounds.get(EVENTS, (0, 0))
    if persons[0] != persons[1]:
        return Line(statement=WITHHELD, words="withheld")
    total = persons[0]
    if total == 0:
        return None
    if events[0] == events[1]:
        low, high = (bound / total for bound in byar(events[0]))
        rate = events[0] / total
        words = f"{events[0]:,} for {total:,} members ({rate * per:.1f} per {per:,})"
        return Line(
            statement=COUNT,
            numerator=events[0],
            denominator=total,
            rate=rate,
            lowest=low,
            highest=high,
            words=words,
        )
    if events[1] is None:
        return Line(statement=WITHHELD, denominator=total, words="withheld")
    low, high = events[0] / total, events[1] / total
    return Line(
        statement=INTERVAL,
        denominator=total,
        lowest=low,
        highest=high,
        words=f"between {low * per:.1f} and {high * per:.1f} per {per:,}",
    )
