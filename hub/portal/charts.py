"""The charts of the pages, kept once drawn: drawing takes a quarter of a second."""

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from hub.portal.blueprint import portal
from hub.publication.charts.bars import Bar, bars
from hub.publication.charts.peers import PeerLine, peers
from hub.publication.charts.ranges import HiddenRange, ranges
from hub.publication.charts.row_rates import RowRate, row_rates
from hub.store.submission_tables import FaultCount

KEPT = 2048
LONGEST = 40
RANGES = "A point is a rate, the bar behind it its range, the dashed line the region."


@portal.app_template_global()
def peers_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the chart of a measure's own line among its peers."""
    line, region = measure["line"] or {}, measure["region"] or {}
    return _peers(
        measure["title"],
        _said(measure),
        line.get("rate"),
        _interval(line),
        tuple(measure["deciles"]),
        region.get("rate"),
        measure["benchmark"],
        measure["per"],
    )


@portal.app_template_global()
def rows_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the chart of the finer lines of a measure."""
    rows = tuple(
        (row["title"], row["line"].get("rate"), _interval(row["line"]))
        for row in measure["rows"][:LONGEST]
    )
    region = (measure["region"] or {}).get("rate")
    return row_rates_chart(rows, region, measure["per"], measure["title"], RANGES)


def faults_by_rule(counts: Sequence[FaultCount]) -> Markup:
    """Return the bars of faults by rule; errors stand out among warnings."""
    sums: Counter[tuple[str, str]] = Counter()
    for each in counts:
        sums[each.rule.replace("-", " "), each.severity] += each.count
    kinds = Counter(rule for rule, _ in sums)
    ordered = sorted(sums.items(), key=lambda found: (-found[1], found[0]))[:15]
    found = tuple(
        (f"{rule} ({severity})" if kinds[rule] > 1 else rule, count, severity == "error")
        for (rule, severity), count in ordered
    )
    return _bars(found, "Faults by rule")


def counts_by_name(found: Sequence[tuple[str, int]], *, title: str) -> Markup:
    """Return the bars of counts by name, as they come."""
    return _bars(tuple((name, count, False) for name, count in found), title)


@lru_cache(maxsize=64)
def hidden_ranges(cells: tuple[tuple[Any, ...], ...], title: str) -> Markup:
    """Return the ranges of hidden cells: (place, lowest, highest, and both without protection)."""
    found = [
        HiddenRange(
            place=place,
            lowest=low,
            highest=high,
            without_lowest=bare_low,
            without_highest=bare_high,
        )
        for place, low, high, bare_low, bare_high in cells
    ]
    description = "For each hidden count, the range that somebody could work out; table below."
    return Markup(ranges(found, title=title, description=description))  # noqa: S704


@lru_cache(maxsize=KEPT)
def _peers(
    title: str,
    said: str,
    own: float | None,
    interval: tuple[float, float] | None,
    deciles: tuple[float, ...],
    region: float | None,
    benchmark: float | None,
    per: int,
) -> Markup:
    line = PeerLine(
        title=title,
        description=said,
        own=own,
        interval=interval,
        deciles=deciles,
        region=region,
        benchmark=benchmark,
        per=per,
    )
    return Markup(peers(line))  # noqa: S704


@lru_cache(maxsize=KEPT)
def row_rates_chart(
    rows: tuple[tuple[str, float | None, tuple[float, float] | None], ...],
    region: float | None,
    per: int,
    title: str,
    description: str,
) -> Markup:
    """Return the chart of rates of several places: (place, rate, its range), told as described."""
    found = [RowRate(title=name, rate=rate, interval=interval) for name, rate, interval in rows]
    made = row_rates(found, region=region, per=per, title=title, description=description)
    return Markup(made)  # noqa: S704


@lru_cache(maxsize=KEPT)
def _bars(found: tuple[tuple[str, int, bool], ...], title: str) -> Markup:
    made = [Bar(name=name, count=count, grave=grave) for name, count, grave in found]
    description = ", ".join(f"{name}: {count:,}" for name, count, _ in found)
    return Markup(bars(made, title=title, description=description))  # noqa: S704


def _interval(line: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high = line.get("lowest"), line.get("highest")
    return None if low is None or high is None else (low, high)


def _said(measure: Mapping[str, Any]) -> str:
    line, region = measure["line"] or {}, measure["region"] or {}
    own = line.get("words") or "nothing"
    return f"Own line: {own}. Region: {region.get('words') or 'not told'}."
