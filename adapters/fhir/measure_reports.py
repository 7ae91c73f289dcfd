"""Results of a measure as MeasureReports of FHIR R4: one of everybody, or one of each person."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec

from schemas.counted_measure import Counted, CountedMeasure, CountedRate, PersonCounted
from schemas.period import Period

POPULATION = "http://terminology.hl7.org/CodeSystem/measure-population"
NOTATION = "http://terminology.hl7.org/CodeSystem/measure-improvement-notation"
CANONICAL = "urn:reset-hub:measure:"
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def summary_report(measure: CountedMeasure, rows: Sequence[Counted], period: Period) -> bytes:
    """Return one report of everybody as JSON; rows of a rate: over all, then of each stratum."""
    report = _report(measure, period, kind="summary")
    report["group"] = [
        _summed(rate, [row for row in rows if row["rate"] == rate.name]) for rate in measure.rates
    ]
    return msgspec.json.encode(report)


def individual_reports(
    measure: CountedMeasure, rows: Iterable[PersonCounted], period: Period
) -> Iterator[bytes]:
    """Yield one report a person as JSON; the rows of a person stand together."""
    rates = {rate.name: rate for rate in measure.rates}
    for person, found in groupby(rows, key=lambda row: row["person"]):
        report = _report(measure, period, kind="individual")
        report["subject"] = _subject(person)
        report["group"] = [_group(rates[row["rate"]], row) | _placed(row) for row in found]
        yield msgspec.json.encode(report)


def _report(measure: CountedMeasure, period: Period, *, kind: str) -> dict[str, Any]:
    report: dict[str, Any] = {
        "resourceType": "MeasureReport",
        "status": "complete",
        "type": kind,
        "measure": f"{CANONICAL}{measure.identifier}|{measure.version}",
        "period": {"start": period.first.isoformat(), "end": period.last.isoformat()},
    }
    if measure.direction != "none":
        coding = {"system": NOTATION, "code": measure.direction}
        report["improvementNotation"] = {"coding": [coding]}
    return report


def _subject(person: str) -> dict[str, Any]:
    """Refer to the person, or say who it is where the token cannot be the id of a resource."""
    if _ID.fullmatch(person):
        return {"reference": f"Patient/{person}"}
    return {"type": "Patient", "identifier": {"value": person}}


def _group(rate: CountedRate, row: Counted) -> dict[str, Any]:
    return {"id": f"rate-{rate.name}", "code": {"text": rate.title}} | _counted(row["counts"])


def _placed(row: PersonCounted) -> dict[str, Any]:
    """Say in which stratum of each stratification the person counts."""
    if not row["strata"]:
        return {}
    return {
        "stratifier": [
            {"code": [{"text": name}], "stratum": [_stratum(value, row["counts"])]}
            for name, value in row["strata"].items()
        ]
    }


def _summed(rate: CountedRate, rows: Sequence[Counted]) -> dict[str, Any]:
    [whole] = [row for row in rows if not row["strata"]]
    group = _group(rate, whole) | _score(whole["counts"], rate.per)
    names = dict.fromkeys(name for row in rows for name in row["strata"])
    if names:
        group["stratifier"] = [
            {
                "code": [{"text": name}],
                "stratum": [
                    _stratum(row["strata"][name], row["counts"]) | _score(row["counts"], rate.per)
                    for row in rows
                    if name in row["strata"]
                ],
            }
            for name in names
        ]
    return group


def _stratum(value: str, counts: Mapping[str, int]) -> dict[str, Any]:
    return {"value": {"text": value}} | _counted(counts)


def _counted(counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "population": [
            {"code": {"coding": [{"system": POPULATION, "code": code}]}, "count": count}
            for code, count in counts.items()
        ]
    }


def _score(counts: Mapping[str, int], per: int) -> dict[str, Any]:
    """Return the rate, where its denominator leaves anybody."""
    left = counts["denominator"] - sum(
        counts.get(name, 0) for name in ("denominator-exclusion", "denominator-exception")
    )
    if left <= 0:
        return {}
    met = counts["numerator"] - counts.get("numerator-exclusion", 0)
    unit = {"unit": f"per {per}"} if per > 1 else {}
    return {"measureScore": {"value": round(met * per / left, 6)} | unit}
