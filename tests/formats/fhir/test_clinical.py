"""Condition, Observation, Procedure and ServiceRequest: what was found, done, and ordered."""

from datetime import date

import pytest

from adapters.fhir.folder import read_folder
from tests.builders.fhir import (
    concept,
    condition,
    not_done,
    observation,
    patient,
    procedure,
    service_request,
    to,
    write_folder,
)
from tests.builders.fhir_reading import bundle, lines, pairs, row, rows, surplus, told

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
SNOMED = "http://snomed.info/sct"
LOINC = "http://loinc.org"
P1 = patient("p1")
DECLINED = (SNOMED, "105480006")


def test_a_condition_is_a_row():
    found = row(
        lines(
            condition(
                "c1",
                person="p1",
                code=[(ICD, "F321"), (SNOMED, "310495003")],
                category=("http://terminology.hl7.org/CodeSystem/condition-category", "problem"),
                onset="2025-11",
                abatement=None,
                recorded="2025-11-20T10:00:00Z",
                encounter="e1",
            )
        ),
        "condition",
    )

    assert pairs(found["code"]) == [(ICD, "F32.1"), (SNOMED, "310495003")]
    assert (found["clinical_status"], found["verification_status"]) == ("active", "confirmed")
    assert (found["start_day"], found["date_precision"]) == (date(2025, 11, 1), "month")
    assert found["recorded_day"] == date(2025, 11, 1)
    assert "recorded_instant" not in found
    assert found["encounter"] == "e1"


A_YEAR = {"value": 40, "unit": "years", "code": "a", "system": "http://unitsofmeasure.org"}
AGES = {
    "in years": ({"onsetAge": A_YEAR}, date(2020, 2, 29)),
    "in months": ({"onsetAge": {"value": 13, "code": "mo"}}, date(1981, 3, 29)),
    "in years of which the last has no such day": (
        {"onsetAge": {"value": 41, "unit": "yr"}},
        date(2021, 2, 28),
    ),
    "in weeks": ({"onsetAge": {"value": 1, "unit": "week"}}, date(1980, 3, 7)),
    "in days": ({"onsetAge": {"value": 1, "code": "d"}}, date(1980, 3, 1)),
    "without a unit": ({"onsetAge": {"value": 40}}, date(2020, 2, 29)),
    "from the lower of two": (
        {"onsetRange": {"low": A_YEAR, "high": A_YEAR | {"value": 50}}},
        date(2020, 2, 29),
    ),
    "beside a day, which goes before it": (
        {"onsetAge": A_YEAR, "onsetDateTime": "2019-05-01"},
        date(2019, 5, 1),
    ),
}


@pytest.mark.parametrize(("said", "expected"), AGES.values(), ids=AGES)
def test_an_onset_may_be_told_by_an_age(said, expected, tmp_path):
    born = patient("p1", birth="1980-02-29")
    whole = condition("c1", person="p1", onset=None, **said)
    case = write_folder(tmp_path, born, condition("c1", person="x", onset=None, **said))
    for batches in (
        lines(whole, born),
        bundle(whole, born),
        bundle(whole, born, named=True),
        list(read_folder(case)),
    ):
        assert row(batches, "condition")["start_day"] == expected
        assert "date_precision" not in row(batches, "condition")


def test_an_abatement_told_by_an_age_lasts_to_its_end():
    born = patient("p1", birth="1980-02-29")
    ages = {"onsetAge": A_YEAR, "abatementAge": A_YEAR | {"value": 41}}
    ranges = {"abatementRange": {"low": A_YEAR, "high": A_YEAR | {"value": 42}}}
    aged = row(bundle(born, condition(person="p1", onset=None, **ages)), "condition")
    ranged = row(bundle(born, condition(person="p1", onset="2019-01-01", **ranges)), "condition")

    assert (aged["abatement_day"], aged["abatement_end_day"]) == (
        date(2021, 2, 28),
        date(2022, 2, 27),
    )
    assert (ranged["abatement_day"], ranged["abatement_end_day"]) == (
        date(2020, 2, 29),
        date(2023, 2, 27),
    )


UNKNOWN_AGES = {
    "no such Patient": (P1, {"onsetAge": A_YEAR}),
    "born in a year": (patient("p9", birth="1980"), {"onsetAge": A_YEAR}),
    "no age of anybody": (patient("p9"), {"onsetAge": {"value": 500, "code": "a"}}),
    "less than none": (patient("p9"), {"onsetAge": {"value": -1, "code": "a"}}),
    "another unit": (patient("p9"), {"onsetAge": {"value": 5, "code": "kg"}}),
}


@pytest.mark.parametrize(("born", "said"), UNKNOWN_AGES.values(), ids=UNKNOWN_AGES)
def test_an_age_that_tells_no_day_is_a_warning(born, said):
    batches = lines(born, condition("c1", person="p9", onset=None, **said))

    assert "start_day" not in row(batches, "condition")
    assert told(batches) == [(2, "Condition.onsetAge", "age-alone", "warning")]


def test_a_period_without_an_end_goes_on():
    done, seen = {"start": "2026-03-02"}, {"start": "2026-03-02", "end": "2026-03-03"}
    goes_on = row(lines(procedure(person="p1", start=None, performedPeriod=done)), "procedure")
    ends = row(lines(observation(person="p1", start=None, effectivePeriod=seen)), "observation")
    at_once = row(lines(observation(person="p1", start="2026-03-02")), "observation")

    assert goes_on["end_day"] == date(9999, 12, 31)
    assert ends["end_day"] == date(2026, 3, 3)
    assert "end_day" not in at_once


def test_an_onset_may_be_a_period_as_may_an_abatement():
    spans = {
        "onsetPeriod": {"start": "2025-01-01", "end": "2025-01-31"},
        "abatementPeriod": {"start": "2025-06-01", "end": "2025-06-30"},
    }
    found = row(lines(condition(person="p1", onset=None, **spans)), "condition")

    assert [found[f"{name}_day"] for name in ("start", "end", "abatement", "abatement_end")] == [
        date(2025, 1, 1),
        date(2025, 1, 31),
        date(2025, 6, 1),
        date(2025, 6, 30),
    ]


def test_a_condition_in_words_alone_has_no_code():
    whole = condition(person="p1", code=None, onsetString="when she was small")
    whole["code"] = {"text": "low spirits"}
    batches = lines(whole)

    assert told(batches) == [(1, "Condition.code", "missing", "error")]
    assert surplus(batches) == {
        "Condition.code.text": ["low spirits"],
        "Condition.onsetString": ["when she was small"],
    }


def test_a_text_that_says_what_the_code_says_is_no_surplus():
    code = {"coding": [{"system": ICD, "code": "F32.1", "display": "Depression"}]}
    whole = condition(person="p1") | {"code": code | {"text": "depression "}}

    assert surplus(lines(whole)) == {}


@pytest.mark.parametrize("display", ["call 555-846-1088", "a@example.org", "123456789"])
def test_a_display_that_no_code_system_has_is_surplus(display):
    code = {"coding": [{"system": ICD, "code": "F32.1", "display": display}]}

    assert surplus(lines(condition(person="p1") | {"code": code})) == {
        "Condition.code.text": [display]
    }


CODES = {
    "a code without its dot": ((ICD, "F321"), [(ICD, "F32.1")], []),
    "a code in small letters": ((ICD, "f32.1"), [(ICD, "F32.1")], []),
    "a system by its oid": (("urn:oid:2.16.840.1.113883.6.96", "310495003"), None, []),
    "a code without a system": ((None, "F32.1"), [(ICD, "F32.1")], []),
    "a code that the system cannot hold": (
        (ICD, "DEPRESSION"),
        None,
        [(1, "Condition.code", "code-shape", "error")],
    ),
    "such a code beside a sound one": (
        [(ICD, "F32.1"), (LOINC, "nonsense")],
        [(ICD, "F32.1"), (LOINC, "NONSENSE")],
        [(1, "Condition.code", "code-shape", "warning")],
    ),
}


@pytest.mark.parametrize(("code", "kept", "faults"), CODES.values(), ids=CODES)
def test_codes_are_normalised_and_held_to_their_system(code, kept, faults):
    batches = lines(condition(person="p1", code=code))

    assert told(batches) == faults
    if kept is not None:
        assert pairs(row(batches, "condition")["code"]) == kept


VALUES = {
    "a code": ({"value": (SNOMED, "428171000124102")}, "value"),
    "a number": ({"number": 12, "unit": "{score}"}, "value_number"),
    "a whole number": ({"valueInteger": 12}, "value_number"),
    "a text": ({"text": "mild"}, "value_text"),
    "true or false": ({"boolean": False}, "value_boolean"),
}


@pytest.mark.parametrize(("said", "column"), VALUES.values(), ids=VALUES)
def test_the_value_of_an_observation_has_a_column_of_its_kind(said, column):
    found = row(lines(observation(person="p1", **said)), "observation")
    filled = {name for name in found if name.startswith("value") and name != "value_unit"}

    assert filled == {column}


def test_a_bound_is_no_number():
    value = {"value": 5, "comparator": "<"}
    found = row(lines(observation(person="p1", valueQuantity=value)), "observation")

    assert "value_number" not in found
    assert found["value_text"] == "<5"


def test_an_observation_speaks_of_a_time_or_of_a_span():
    at = row(lines(observation(person="p1", start="2026-03-02")), "observation")
    over = row(lines(observation(person="p1", start="2026-03-02", end="2026-03-09")), "observation")

    assert (at["start_day"], at.get("end_day")) == (date(2026, 3, 2), None)
    assert (over["start_day"], over["end_day"]) == (date(2026, 3, 2), date(2026, 3, 9))


@pytest.mark.parametrize(
    ("guide", "prefix"),
    [
        ("http://hl7.org/fhir/us/qicore/StructureDefinition", "qicore"),
        ("http://fhir.org/guides/astp/us-quality-core/StructureDefinition", "us-quality-core"),
    ],
)
def test_why_an_observation_was_not_made(guide, prefix):
    reason = not_done(DECLINED, guide=guide, prefix=prefix)
    batches = lines(
        observation(
            person="p1", status="cancelled", issued="2026-03-02T09:00:00Z", extension=reason
        )
    )
    found = row(batches, "observation")

    assert found["status"] == "cancelled"
    assert pairs(found["not_done_reason"]) == [DECLINED]
    assert surplus(batches) == {}


def test_who_made_an_observation():
    by = [{"reference": "Patient/p1"}, to("Practitioner", "dr"), to("Organization", "clinic")]
    found = row(lines(observation(person="p1", performer=by)), "observation")

    assert (found["provider"], found["practice"]) == ("dr", "clinic")


def test_a_procedure_is_done():
    guide = "http://fhir.org/guides/astp/us-quality-core/StructureDefinition/us-quality-core"
    recorded = [{"url": f"{guide}-recorded", "valueDateTime": "2026-03-04"}]
    by = [{"actor": to("Practitioner", "dr"), "onBehalfOf": to("Organization", "clinic")}]
    found = row(
        lines(procedure("x1", person="p1", end="2026-03-02", extension=recorded, performer=by)),
        "procedure",
    )

    assert (found["procedure"], found["stage"], found["status"]) == ("x1", "done", "completed")
    assert (found["start_day"], found["end_day"]) == (date(2026, 3, 2), date(2026, 3, 2))
    assert found["recorded_day"] == date(2026, 3, 4)
    assert (found["provider"], found["practice"]) == ("dr", "clinic")


UNDONE = {
    "a status reason": {"statusReason": concept(DECLINED)},
    "the older extension": {"extension": not_done(DECLINED)},
}


@pytest.mark.parametrize("said", UNDONE.values(), ids=UNDONE)
def test_why_a_procedure_was_not_done(said):
    found = row(lines(procedure(person="p1", status="not-done", **said)), "procedure")

    assert pairs(found["not_done_reason"]) == [DECLINED]


def test_a_status_reason_of_something_done_is_no_reason_against_it():
    said = {"statusReason": concept(DECLINED)}
    found = row(lines(procedure(person="p1", status="completed", **said)), "procedure")

    assert "not_done_reason" not in found


def test_an_order_is_a_row_under_its_own_type():
    batches = lines(procedure("1", person="p1"), service_request("1", person="p1"))
    found = rows(batches, "procedure").select("procedure", "stage", "intent", "authored_day")

    assert found.rows() == [
        ("1", "done", None, None),
        ("ServiceRequest/1", "ordered", "order", date(2026, 3, 2)),
    ]


ORDERED_NOT = {
    "the reason of the order": {"reasonCode": [concept(DECLINED)]},
    "the extension of QI-Core": {
        "extension": [
            {
                "url": "http://hl7.org/fhir/us/qicore/StructureDefinition/qicore-doNotPerformReason",
                "valueCodeableConcept": concept(DECLINED),
            }
        ]
    },
}


@pytest.mark.parametrize("said", ORDERED_NOT.values(), ids=ORDERED_NOT)
def test_an_order_may_forbid_and_say_why(said):
    found = row(lines(service_request(person="p1", doNotPerform=True, **said)), "procedure")

    assert found["do_not_perform"] is True
    assert pairs(found["not_done_reason"]) == [DECLINED]


def test_references_by_urn_lead_to_the_records_of_the_bundle():
    whole = (P1, condition("c1", person="p1"), observation("o1", person="p1", encounter="e1"))
    batches = bundle(*whole, named=True)

    assert told(batches) == []
    assert row(batches, "condition")["person"] == "p1"
    assert row(batches, "observation")["encounter"] == "e1"
