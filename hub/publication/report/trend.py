"""How a figure went: the same line in earlier releases, and who took part then."""

from collections.abc import Mapping, Sequence
from typing import Any

MOST = 24
OTHERS = "not the same took part: {then} then, {now} now"
OF_A_LINE = ("statement", "numerator", "denominator", "rate", "lowest", "highest", "words")


def remembered(report: Mapping[str, Any]) -> dict[str, Any]:
    """Return what later releases need of a report, which is little of it."""
    measures = [
        {
            "identifier": each["identifier"],
            "rate": each["rate"],
            "version": each["version"],
            "line": _short(each["line"]),
            "region": _short(each["region"]),
            "plans": {row["name"]: _short(row["line"]) for row in _by_payer(each)},
        }
        for each in report["measures"]
    ]
    return {
        "release": report["release"],
        "contributors": report["contributors"],
        "measures": measures,
    }


def with_trend(document: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a report in which each measure holds its earlier figures, the latest first.

    `earlier` is what is remembered of earlier reports to the same audience, the latest first.
    """
    measures = [
        {**measure, "trend": _trend(measure, document["contributors"], earlier[:MOST])}
        for measure in document["measures"]
    ]
    return {**document, "measures": measures}


def _short(line: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: line.get(name) for name in OF_A_LINE} if line else {}


def _trend(
    measure: Mapping[str, Any], now: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    plans = {row["name"]: row["line"] for row in _by_payer(measure)}
    return [
        {**_point(each, report, now), "staying": _staying(each.get("plans", {}), plans)}
        for report in earlier
        for each in report["measures"]
        if (each["identifier"], each["rate"]) == (measure["identifier"], measure["rate"])
    ]


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
        **{name: line.get(name) for name in OF_A_LINE},
        "region": region.get("rate"),
        "region_numerator": region.get("numerator"),
        "region_denominator": region.get("denominator"),
        "note": "" if then == now else OTHERS.format(then=_told(then), now=_told(now)),
    }


def _by_payer(measure: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = (
        measure["rows"] if measure.get("by") == "payer" else measure.get("plans", ())
    )
    return found


def _staying(
    then: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> dict[str, float] | None:
    """Return the region's rate then and now over the payers of both, where these are not the same.

    From lines of payers that the reader sees, so that it tells nothing of who left. None where
    nobody left or came, and where one of those who stayed is not told as a count.
    """
    both = sorted(set(then) & set(now))
    if set(then) == set(now) or not both:
        return None
    rates = [_rate([lines[name] for name in both]) for lines in (then, now)]
    if rates[0] is None or rates[1] is None:
        return None
    return {"then": rates[0], "now": rates[1]}


def _rate(lines: Sequence[Mapping[str, Any]]) -> float | None:
    if any(line["statement"] != "count" for line in lines):
        return None
    total = sum(line["denominator"] for line in lines)
    return sum(line["numerator"] for line in lines) / total if total else None


def _told(contributors: Mapping[str, Any]) -> str:
    return " and ".join(
        f"{each['in']} of {each['of']} {kind}" for kind, each in sorted(contributors.items())
    )
