"""What the figures of a report mean: advice, funnels, trends, gaps and alerts.

All of it is a function of the report itself, so that it tells nothing that the report does not:
whoever has the report could work it out again, and a test does.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from hub.publication.report.alerts import alerts
from hub.publication.report.changes import changes
from hub.publication.report.equity_gaps import with_gaps
from hub.publication.report.funnel import funnel
from hub.publication.report.guidance import guidance
from hub.publication.report.line import COUNT
from hub.publication.report.trend_chart import trend_chart
from hub.publication.statistics.many_comparisons import by_chance, kept, p_value


def with_reading(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report with what its figures mean beside them."""
    release = {name: document["release"][name] for name in ("first", "last", "title", "status")}
    holds = _together(document["measures"])
    reader = document["audience"]["kind"]
    measures = [
        {
            **measure,
            "standing": measure["standing"] and {**measure["standing"], "holds": holding},
            "guidance": guidance(measure, reader=reader),
            "funnel": funnel(measure),
            "trend_chart": trend_chart(measure, release),
            "region_by": [with_gaps(table, measure) for table in measure["region_by"]],
        }
        for measure, holding in zip(document["measures"], holds, strict=True)
    ]
    compared = sum(each is not None for each in holds)
    own = reader in {"practice", "payer"}
    return {
        **document,
        "measures": measures,
        "comparisons": by_chance(compared) if compared > 1 and own else None,
        "alerts": alerts(measures) if reader == "coordinator" else changes(measures) if own else [],
    }


def _together(measures: Sequence[Mapping[str, Any]]) -> list[bool | None]:
    """Say of each standing whether it holds when all the reader's measures are looked at together.

    None where there is no comparison of shares that are told as counts.
    """
    chances = [_chance(measure) for measure in measures]
    known = [chance for chance in chances if chance is not None]
    flags = iter(kept(known))
    return [None if chance is None else next(flags) for chance in chances]


def _chance(measure: Mapping[str, Any]) -> float | None:
    line, region, standing = measure["line"], measure["region"], measure["standing"]
    if line is None or region is None or standing is None or measure["events"]:
        return None
    if line["statement"] != COUNT or region["rate"] is None or not line["denominator"]:
        return None
    return p_value(line["numerator"], line["denominator"], region["rate"])
