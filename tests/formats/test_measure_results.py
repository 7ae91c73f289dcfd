"""Results of measures as MeasureReports and as CSV."""

import io
import json
from dataclasses import replace

import polars as pl
import pytest

from adapters.delimited.measure_results import results_csv
from adapters.fhir.measure_reports import individual_reports, summary_report
from hub.cli import main
from hub.measures.document import by_person, by_stratum, counted
from hub.measures.engine import evaluate
from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.records import frames
from tests.places import shared
from tests.spec.measures import test_depression_remission as remission
from tests.spec.measures import test_substance_use_disorder_treatment as substance_use
from tests.spec.measures.specs import SETS

YEAR = remission.PERIOD

# MeasureReport of FHIR R4 (4.0.1): of each part its elements, whether one or many, and what kind.
SCORE = {"value": (0, 1, float), "unit": (0, 1, str)}
CONCEPT = {"coding": (0, None, {"system": (0, 1, str), "code": (0, 1, str)}), "text": (0, 1, str)}
POPULATION = {"code": (0, 1, CONCEPT), "count": (0, 1, int)}
STRATUM = {
    "value": (0, 1, CONCEPT),
    "population": (0, None, POPULATION),
    "measureScore": (0, 1, SCORE),
}
GROUP = {
    "id": (0, 1, str),
    "code": (0, 1, CONCEPT),
    "population": (0, None, POPULATION),
    "measureScore": (0, 1, SCORE),
    "stratifier": (0, None, {"code": (0, None, CONCEPT), "stratum": (0, None, STRATUM)}),
}
REPORT = {
    "resourceType": (1, 1, str),
    "status": (1, 1, str),
    "type": (1, 1, str),
    "measure": (1, 1, str),
    "subject": (
        0,
        1,
        {
            "reference": (0, 1, str),
            "type": (0, 1, str),
            "identifier": (0, 1, {"value": (0, 1, str)}),
        },
    ),
    "period": (1, 1, {"start": (0, 1, str), "end": (0, 1, str)}),
    "improvementNotation": (0, 1, CONCEPT),
    "group": (0, None, GROUP),
}


def assert_valid(value, shape):
    """The value has the elements of the shape, each as often as it may, and no other."""
    if not isinstance(shape, dict):
        assert isinstance(value, shape)
        return
    assert value
    assert set(value) <= set(shape)
    for name, (least, most, inner) in shape.items():
        if name not in value:
            assert least == 0, name
        elif most is None:
            assert isinstance(value[name], list)
            assert value[name]
            for one in value[name]:
                assert_valid(one, inner)
        else:
            assert_valid(value[name], inner)


def evaluated(spec):
    identifier = spec.MEASURE.identifier
    rows = [one.of(name) for name, found in spec.SITUATIONS.items() for one in found]
    return evaluate([spec.MEASURE], frames(rows), spec.PERIOD, SETS)[identifier]


@pytest.fixture(scope="module", params=[remission, substance_use], ids=["CMS159", "CMS137"])
def measured(request):
    return request.param.MEASURE, evaluated(request.param)


def test_a_summary_is_valid_and_says_what_the_results_say(measured):
    measure, result = measured
    rows = by_stratum(measure, result)

    report = json.loads(summary_report(counted(measure), rows, YEAR))

    assert_valid(report, REPORT)
    assert (report["type"], report["status"]) == ("summary", "complete")
    assert report["measure"].endswith(f":{measure.identifier}|{measure.version}")
    assert report["period"] == {"start": "2026-01-01", "end": "2026-12-31"}
    assert [counts(group) for group in report["group"]] == [
        row["counts"] for row in rows if not row["strata"]
    ]
    assert [
        counts(stratum)
        for group in report["group"]
        for stratifier in group["stratifier"]
        for stratum in stratifier["stratum"]
    ] == [row["counts"] for row in rows if row["strata"]]


def test_every_person_has_an_individual_report(measured):
    measure, result = measured
    rows = by_person(measure, result)

    reports = [json.loads(one) for one in individual_reports(counted(measure), rows, YEAR)]

    for report in reports:
        assert_valid(report, REPORT)
        assert report["type"] == "individual"
    assert [whose(report) for report in reports] == sorted({row["person"] for row in rows})
    assert [counts(group) for report in reports for group in report["group"]] == [
        row["counts"] for row in rows
    ]
    assert [
        {one["code"][0]["text"]: one["stratum"][0]["value"]["text"] for one in stratifiers(group)}
        for report in reports
        for group in report["group"]
    ] == [row["strata"] for row in rows]


@pytest.mark.parametrize(
    ("per", "populations", "score"),
    [
        (1, {"denominator": 8, "numerator": 3}, {"value": 0.375}),
        (
            1,
            {
                "denominator": 12,
                "denominator-exclusion": 3,
                "denominator-exception": 1,
                "numerator": 3,
                "numerator-exclusion": 1,
            },
            {"value": 0.25},
        ),
        (1000, {"denominator": 8, "numerator": 3}, {"value": 375.0, "unit": "per 1000"}),
        (1, {"denominator": 8, "denominator-exclusion": 8, "numerator": 0}, None),
    ],
)
def test_the_score_leaves_out_whoever_is_excluded_or_excepted(per, populations, score):
    measure = counted(measure_named("HUB-COCM"))
    measure = replace(measure, rates=(replace(measure.rates[0], per=per),))
    row = {"rate": "1", "counts": populations, "strata": {}}

    [group] = json.loads(summary_report(measure, [row], YEAR))["group"]

    assert group.get("measureScore") == score


def test_a_measure_of_which_more_is_neither_better_nor_worse_has_no_notation():
    measure = counted(measure_named("CMS2"))
    neither = replace(measure, direction="none", rates=())

    assert "improvementNotation" not in json.loads(summary_report(neither, [], YEAR))


@pytest.mark.parametrize(
    ("person", "subject"),
    [
        ("p-1.A", {"reference": "Patient/p-1.A"}),
        ("a" * 64, {"reference": f"Patient/{'a' * 64}"}),
        ("a" * 65, {"type": "Patient", "identifier": {"value": "a" * 65}}),
        ("a/b+c=", {"type": "Patient", "identifier": {"value": "a/b+c="}}),
    ],
)
def test_a_token_that_cannot_be_an_id_is_an_identifier(person, subject):
    row = {"person": person, "rate": "1", "counts": {"denominator": 1}, "strata": {}}

    [report] = individual_reports(counted(measure_named("CMS2")), [row], YEAR)

    assert json.loads(report)["subject"] == subject


def test_a_case_of_the_official_deck_is_reported_as_its_own_report_does(tmp_path):
    deck = shared("fhir-ecqm", "CMS137FHIRSUDTxInitEngagement")
    written = tmp_path / "reports.ndjson"
    words = ("--from", "2026-01-01", "--to", "2026-12-31", "--value-sets", shared("value-sets"))

    main(["evaluate", "CMS137", *map(str, (deck, *words, "--persons", "--write", written))])

    reports = [json.loads(line) for line in written.read_text().splitlines()]
    found = {whose(report): [counts(group) for group in report["group"]] for report in reports}
    for path in deck.glob("*/MeasureReport-*.json"):
        expected = json.loads(path.read_text())
        [patient] = path.parent.glob("Patient-*.json")
        person = json.loads(patient.read_text())["id"]
        assert found[person] == [counts(group) for group in expected["group"]]


def test_csv_holds_a_line_for_each_row(measured):
    measure, result = measured
    rows = by_person(measure, result)

    text = results_csv({measure.identifier: rows}, Period(first=YEAR.first, last=YEAR.last))

    found = pl.read_csv(io.BytesIO(text), infer_schema=False)
    assert found.height == len(rows)
    assert found["person"].to_list() == [row["person"] for row in rows]
    assert found["numerator"].cast(int).to_list() == [row["counts"]["numerator"] for row in rows]
    assert set(found["denominator_exception"]) == {None}
    assert found["strata"].to_list() == [
        "|".join(f"{name}={value}" for name, value in row["strata"].items()) or None for row in rows
    ]


def whose(report):
    subject = report["subject"]
    named = subject.get("reference", "").removeprefix("Patient/")
    return named or subject["identifier"]["value"]


def stratifiers(group):
    return group.get("stratifier", [])


def counts(part):
    return {one["code"]["coding"][0]["code"]: one["count"] for one in part["population"]}
