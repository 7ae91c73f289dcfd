"""The charts of the pages, drawn from the very figures of their tables each time they are shown."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from hub.portal.blueprint import portal
from hub.publication.charts.bars import Bar, bars
from hub.publication.charts.peers import PeerLine, peers
from hub.publication.charts.ranges import HiddenRange, ranges
from hub.publication.charts.row_rates import RowRate, row_rates
from hub.store.submission_tables import FaultCount

LONGEST = 40
RANGES = "A point is a rate, the bar behind it its range, the dashed line the region."


@portal.app_template_global()
def peers_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the chart of a measure's own line among its peers."""
    line, region = measure["line"] or {}, measure["region"] or {}
    shown = PeerLine(
        title=measure["title"],
        description=_said(measure),
        own=line.get("rate"),
        interval=_interval(line),
        deciles=measure["deciles"],
        region=region.get("rate"),
        benchmark=measure["benchmark"],
        per=measure["per"],
    )
    return Markup(peers(shown))  # noqa: S704


@portal.app_template_global()
def rows_chart(measure: Mapping[str, Any]) -> Markup:
    """Return the chart of the finer lines of a measure."""
    rows = [
        RowRate(title=row["title"], rate=row["line"].get("rate"), interval=_interval(row["line"]))
        for row in measure["rows"][:LONGEST]
    ]
    region = (measure["region"] or {}).get("rate")
    return row_rates_chart(
        rows, title=measure["title"], description=RANGES, region=region, per=measure["per"]
    )


def row_rates_chart(
    rows: Sequence[RowRate],
    *,
    title: str,
    description: str,
    region: float | None = None,
    per: int = 1,
) -> Markup:
    """Return the chart of rates of several places."""
    made = row_rates(rows, region=region, per=per, title=title, description=description)
    return Markup(made)  # noqa: S704


def faults_by_rule(counts: Sequence[FaultCount]) -> Markup:
    """Return the bars of faults by rule; errors stand out among warnings."""
    sums: Counter[tuple[str, str]] = Counter()
    for each in counts:
        sums[each.rule.replace("-", " "), each.severity] += each.count
    kinds = Counter(rule for rule, _ in sums)
    ordered = sorted(sums.items(), key=lambda found: (-found[1], found[0]))[:15]
    found = [
        Bar(
            name=f"{rule} ({severity})" if kinds[rule] > 1 else rule,
            count=count,
            grave=severity == "error",
        )
        for (rule, severity), count in ordered
    ]
    return _bars(found, "Faults by rule")


def counts_by_name(found: Sequence[tuple[str, int]], *, title: str) -> Markup:
    """Return the bars of counts by name, as they come."""
    return _bars([Bar(name=name, count=count) for name, count in found], title)


def hidden_ranges(cells: Sequence[HiddenRange], title: str) -> Markup:
    """Return the ranges of hidden cells."""
    description = "For each hidden count, the range that somebody could work out; table below."
    return Markup(ranges(cells, title=title, description=description))  # noqa: S704


def _bars(found: Sequence[Bar], title: str) -> Markup:
    description = ", ".join(f"{each.name}: {each.count:,}" for each in found)
    return Markup(bars(found, title=title, description=description))  # noqa: S704


def _interval(line: Mapping[str, Any]) -> tuple[float, float] | None:
    low, high = line.get("lowest"), line.get("highest")
    return None if low is None or high is None else (low, high)


def _said(measure: Mapping[str, Any]) -> str:
    line, region = measure["line"] or {}, measure["region"] or {}
    own = line.get("words") or "nothing"
    return f"Own line: {own}. Region: {region.get('words') or 'not told'}."
