"""How a figure went: the same line in earlier releases, and who took part then."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST = 8
OTHERS = "not the same took part: {then} then, {now} now"


def with_trend(document: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a report in which each measure holds its earlier figures, the latest first.

    `earlier` are the reports of earlier releases to the same audience, the latest first.
    """
    measures = [
        {**measure, "trend": _trend(measure, document["contributors"], earlier[:MOST])}
        for measure in document["measures"]
    ]
    return {**document, "measures": measures}


def _trend(
    measure: Mapping[str, Any], now: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    found = []
    for report in earlier:
        for each in report["measures"]:
            if (each["identifier"], each["rate"]) == (measure["identifier"], measure["rate"]):
                found.append(_point(each, report, now))
    return found


def _point(
    measure: Mapping[str, Any], report: Mapping[str, Any], now: Mapping[str, Any]
) -> dict[str, Any]:
    line, region, release = measure["line"] or {}, measure["region"] or {}, report["release"]
    then = report["contributors"]
    return {
        "title": release["title"],
        "first": release["first"],
        "last": release["last"],
        "status": release["status"],
        "version": measure["version"],
        "rate": line.get("rate"),
        "words": line.get("words"),
        "region": region.get("rate"),
        "note": "" if then == now else OTHERS.format(then=_told(then), now=_told(now)),
    }


def _told(contributors: Mapping[str, Any]) -> str:
    return " and ".join(
        f"{each['in']} of {each['of']} {kind}" for kind, each in sorted(contributors.items())
    )
