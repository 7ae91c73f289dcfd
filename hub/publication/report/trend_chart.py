"""The control chart of a line over releases: what is a signal by a named rule, and what chance.

A p-chart of shares, an XmR chart of rates of events, over points of one version of the measure
that the report tells as counts. Limits come with LEAST points, and are firm with twelve. Shares of
episodes are charted as of so many independent ones: divided by the design effect of this release.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.publication.report.line import COUNT
from hub.publication.statistics.anhoej import runs
from hub.publication.statistics.chart_rules import OUTSIDE, PLAIN, SHIFT, signals
from hub.publication.statistics.p_chart import p_chart
from hub.publication.statistics.xmr_chart import xmr_chart

LEAST, FIRM = 8, 12
RUNS = "runs"
SENTENCES = {
    OUTSIDE: "A period lies outside the limits: chance alone hardly explains it.",
    SHIFT: "Seven periods together lie on one side of the middle: the level has shifted.",
    RUNS: "The periods cross the middle too seldom, or stay too long on one side, for chance.",
    "": "Nothing but chance is seen: no rule is broken.",
}
FEW = "Limits come with {more} more {periods}; until then up and down may be chance."
SOFT = "The limits rest on fewer than twelve periods and may still move."
BROKEN = "Earlier figures were computed by another version of the measure and are left out."


def trend_chart(measure: Mapping[str, Any], release: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the chart of a measure with its points in the order of time; None for a single one."""
    points, broken = _points(measure, release)
    if len(points) < 2:
        return None
    chart = _limits(points, events=measure["events"], design=measure["design_effect"])
    found = _signals(points, chart, events=measure["events"]) if chart else {}
    return {
        "kind": "xmr" if measure["events"] else "p",
        "points": points,
        **(chart or {"centre": None, "lowest": [], "highest": [], "firm": False}),
        "signals": found,
        "sentences": _sentences(found, points, chart, broken=broken),
    }


def _points(
    measure: Mapping[str, Any], release: Mapping[str, Any]
) -> tuple[list[dict[str, Any]], bool]:
    now = {**(measure["line"] or {}), **release, "version": measure["version"]}
    region = measure["region"] or {}
    every = [*reversed(measure["trend"]), {**now, "region": region.get("rate")}]
    same = [each for each in every if each["version"] == measure["version"]]
    points = [
        {
            "first": each["first"],
            "last": each["last"],
            "numerator": each["numerator"],
            "denominator": each["denominator"],
            "rate": each["rate"],
            "region": each["region"],
        }
        for each in same
        if each.get("statement") == COUNT and each["denominator"]
    ]
    return points, len(same) < len(every)


def _limits(
    points: Sequence[Mapping[str, Any]], *, events: bool, design: float
) -> dict[str, Any] | None:
    if len(points) < LEAST:
        return None
    firm = len(points) >= FIRM
    baseline = range(FIRM if firm else len(points))
    if events:
        made = xmr_chart([points[place]["rate"] for place in baseline])
        if made is None:
            return None
        low, high = max(0.0, made.lowest), made.highest
        each = ([low] * len(points), [high] * len(points))
        return {"centre": made.centre, "lowest": each[0], "highest": each[1], "firm": firm}
    counted = [(each["numerator"] / design, each["denominator"] / design) for each in points]
    shares = p_chart(counted, baseline=baseline)
    if shares is None:
        return None
    return {
        "centre": shares.centre,
        "lowest": list(shares.lowest),
        "highest": list(shares.highest),
        "firm": firm,
    }


def _signals(
    points: Sequence[Mapping[str, Any]], chart: Mapping[str, Any], *, events: bool
) -> dict[str, list[int]]:
    values = [each["rate"] for each in points]
    # Rules of runs ask for equal limits; where denominators differ Anhøj's runs stand in.
    found = signals(
        values,
        centre=chart["centre"],
        lowest=chart["lowest"],
        highest=chart["highest"],
        rules=PLAIN if events else {OUTSIDE},
    )
    flagged = {name: list(places) for name, places in found.items() if places}
    counted = None if events else runs(values, centre=chart["centre"])
    if counted is not None and counted.signal:
        flagged[RUNS] = []
    return flagged


def _sentences(
    found: Mapping[str, Sequence[int]],
    points: Sequence[Mapping[str, Any]],
    chart: Mapping[str, Any] | None,
    *,
    broken: bool,
) -> list[str]:
    said = [BROKEN] if broken else []
    if chart is None:
        more = LEAST - len(points)
        return [*said, FEW.format(more=more, periods="period" if more == 1 else "periods")]
    said += [SENTENCES[name] for name in found] or [SENTENCES[""]]
    return said if chart["firm"] else [*said, SOFT]
