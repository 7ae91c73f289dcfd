"""Medications: requested, dispensed, administered; and which drug is meant."""

from datetime import date

import pytest

from tests.builders.fhir import (
    concept,
    medication_dispense,
    medication_request,
    patient,
    period,
    quantity,
    resource,
    to,
)
from tests.builders.fhir_reading import bundle, lines, pairs, row, rows, surplus, told

RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
NDC = "http://hl7.org/fhir/sid/ndc"
DRUG = (RXNORM, "312938")
SNOMED = "http://snomed.info/sct"
P1 = patient("p1")


def timing(**repeat: object) -> dict[str, object]:
    return {"dosageInstruction": [{"timing": {"repeat": repeat}}]}


def test_a_request_is_a_row():
    found = row(
        lines(
            medication_request(
                "m1",
                person="p1",
                dosageInstruction=[
                    {
                        "timing": {
                            "repeat": {
                                "boundsPeriod": period("2026-03-02", "2026-09-01"),
                                "frequency": 2,
                                "period": 1,
                                "periodUnit": "d",
                            }
                        },
                        "doseAndRate": [{"doseQuantity": quantity(1.5, "{tbl}")}],
                    }
                ],
                dispenseRequest={
                    "validityPeriod": period("2026-03-01", "2026-12-31"),
                    "numberOfRepeatsAllowed": 3,
                    "quantity": quantity(60, "{tbl}"),
                    "expectedSupplyDuration": quantity(30, "d"),
                },
                encounter=to("Encounter", "e1"),
                requester=to("Practitioner", "dr"),
            )
        ),
        "medication",
    )

    assert (found["medication"], found["stage"], found["intent"]) == ("m1", "request", "order")
    assert pairs(found["code"]) == [DRUG]
    assert (found["start_day"], found["end_day"]) == (date(2026, 3, 2), date(2026, 9, 1))
    assert (found["validity_day"], found["validity_end_day"]) == (
        date(2026, 3, 1),
        date(2026, 12, 31),
    )
    assert (found["dose"], found["dose_unit"]) == (1.5, "{tbl}")
    assert (found["frequency"], found["frequency_days"]) == (2, 1)
    assert (found["quantity"], found["supply_days"], found["refills"]) == (60, 30, 3)
    assert (found["authored_day"], found["encounter"]) == (date(2026, 3, 2), "e1")
    assert found["provider"] == "dr"


TIMINGS = {
    "twice a day": (timing(frequency=2, period=1, periodUnit="d"), (2, 1)),
    "the most that is allowed": (
        timing(frequency=1, frequencyMax=3, period=1, periodUnit="d"),
        (3, 1),
    ),
    "twice a month": (timing(frequency=2, period=1, periodUnit="mo"), (2, 30)),
    "once a year": (timing(frequency=1, period=1, periodUnit="a"), (1, 365)),
    "every eight hours": (timing(frequency=1, period=8, periodUnit="h"), (1, 8 / 24)),
    "once a week": (timing(frequency=1, period=1, periodUnit="wk"), (1, 7)),
    "a period without a frequency": (timing(period=2, periodUnit="d"), (1, 2)),
    "a frequency without a period": (timing(frequency=3), (3, 1)),
    "times of day": (timing(timeOfDay=["08:00:00", "20:00:00"]), (2, 1)),
    "an abbreviation": (
        {"dosageInstruction": [{"timing": {"code": concept((None, "TID"))}}]},
        (3, 1),
    ),
    "an abbreviation that nobody knows": (
        {"dosageInstruction": [{"timing": {"code": concept((None, "WHENEVER"))}}]},
        (None, None),
    ),
    "the first of several dosages": (
        {
            "dosageInstruction": [
                {"timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d"}}},
                {"timing": {"repeat": {"frequency": 9, "period": 1, "periodUnit": "d"}}},
            ]
        },
        (1, 1),
    ),
    "nothing said": ({}, (None, None)),
}


@pytest.mark.parametrize(("said", "expected"), TIMINGS.values(), ids=TIMINGS)
def test_how_often_a_drug_is_taken(said, expected):
    found = row(lines(medication_request(person="p1", **said)), "medication")

    assert (found.get("frequency"), found.get("frequency_days")) == expected


SUPPLIES = {
    "days": (quantity(90, "d"), 90),
    "weeks": (quantity(2, "wk"), 14),
    "a month of UCUM": (quantity(1, "mo"), 30.4375),
    "hours": (quantity(36, "h"), 1.5),
    "days in words": ({"value": 30, "unit": "days"}, 30),
    "Day(s)": ({"value": 30, "unit": "Day(s)"}, 30),
    "no unit is days": ({"value": 30}, 30),
}


@pytest.mark.parametrize(("supply", "expected"), SUPPLIES.values(), ids=SUPPLIES)
def test_a_supply_is_told_in_days(supply, expected):
    found = row(lines(medication_dispense(person="p1", daysSupply=supply)), "medication")

    assert found["supply_days"] == expected


def test_a_supply_in_a_unit_that_is_no_time_is_a_fault():
    batches = lines(medication_dispense(person="p1", daysSupply=quantity(30, "mg")))

    assert told(batches) == [(1, "MedicationDispense.daysSupply.code", "unit", "error")]


def test_a_dispensing_is_a_row():
    found = row(
        lines(
            medication_dispense(
                "d1",
                person="p1",
                whenPrepared="2026-03-01",
                quantity=quantity(30, "{tbl}"),
                context=to("Encounter", "e1"),
                performer=[{"actor": to("Organization", "pharmacy")}],
            )
        ),
        "medication",
    )

    assert (found["medication"], found["stage"]) == ("MedicationDispense/d1", "dispense")
    assert (found["handed_over_day"], found["prepared_day"]) == (
        date(2026, 3, 2),
        date(2026, 3, 1),
    )
    assert (found["quantity"], found["encounter"], found["practice"]) == (30, "e1", "pharmacy")


def test_an_administration_is_a_row():
    given = resource(
        "MedicationAdministration",
        "a1",
        status="not-done",
        statusReason=[concept((SNOMED, "105480006"))],
        medicationCodeableConcept=concept((NDC, "0093-7146-56")),
        subject=to("Patient", "p1"),
        effectivePeriod=period("2026-03-02", "2026-03-03"),
        dosage={"dose": quantity(10, "mg"), "text": "slowly"},
        performer=[{"actor": to("Practitioner", "nurse")}],
    )
    batches = lines(given)
    found = row(batches, "medication")

    assert (found["stage"], found["status"]) == ("administration", "not-done")
    assert pairs(found["code"]) == [(NDC, "0093714656")]
    assert pairs(found["not_done_reason"]) == [(SNOMED, "105480006")]
    assert (found["start_day"], found["end_day"]) == (date(2026, 3, 2), date(2026, 3, 3))
    assert (found["dose"], found["dose_unit"], found["provider"]) == (10, "mg", "nurse")
    assert surplus(batches) == {"MedicationAdministration.dosage.text": ["slowly"]}


def test_a_request_may_forbid_and_say_why():
    said = {"doNotPerform": True, "reasonCode": [concept((SNOMED, "105480006"))]}
    found = row(lines(medication_request(person="p1", **said)), "medication")

    assert found["do_not_perform"] is True
    assert pairs(found["not_done_reason"]) == [(SNOMED, "105480006")]


def test_a_dispensing_that_was_declined_says_why():
    reason = {"statusReasonCodeableConcept": concept((SNOMED, "105480006"))}
    found = row(lines(medication_dispense(person="p1", status="declined", **reason)), "medication")

    assert pairs(found["not_done_reason"]) == [(SNOMED, "105480006")]


MEDICATION = resource("Medication", "drug", code=concept(DRUG))


def referring(target: str, **more: object) -> dict[str, object]:
    return medication_request(
        "m1", person="p1", code=None, medicationReference={"reference": target}, **more
    )


@pytest.mark.parametrize(
    "resources",
    [(MEDICATION, referring("Medication/drug")), (referring("Medication/drug"), MEDICATION)],
    ids=["before it is referred to", "after it was referred to"],
)
def test_a_drug_referred_to_is_found_wherever_it_stands(resources):
    for batches in (lines(*resources), bundle(P1, *resources), bundle(P1, *resources, named=True)):
        assert pairs(row(batches, "medication")["code"]) == [DRUG]


def test_a_drug_may_be_contained():
    whole = referring("#inside", contained=[{**MEDICATION, "id": "inside"}])
    batches = lines(whole)

    assert pairs(row(batches, "medication")["code"]) == [DRUG]
    assert surplus(batches) == {}


UNRESOLVED = {
    "nobody hands it in": (referring("Medication/other"), MEDICATION),
    "it stands for two drugs": (
        referring("Medication/drug"),
        MEDICATION,
        resource("Medication", "drug", code=concept((RXNORM, "1"))),
    ),
    "it has no code": (referring("Medication/drug"), resource("Medication", "drug")),
    "nothing of that name is contained": (referring("#inside"),),
}


@pytest.mark.parametrize("resources", UNRESOLVED.values(), ids=UNRESOLVED)
def test_a_drug_that_is_not_known_leaves_its_record_out(resources):
    batches = lines(*resources)

    assert told(batches) == [
        (1, "MedicationRequest.medicationReference", "unresolved-medication", "error")
    ]
    assert rows(batches, "medication").is_empty()


def test_a_drug_that_comes_twice_alike_is_one_drug():
    batches = lines(MEDICATION, referring("Medication/drug"), MEDICATION)

    assert pairs(row(batches, "medication")["code"]) == [DRUG]


def test_the_words_of_a_dosage_are_shown():
    said = {"dosageInstruction": [{"text": "with water", "patientInstruction": "do"}]}

    assert surplus(lines(medication_request(person="p1", **said))) == {
        "MedicationRequest.dosageInstruction.text": ["with water", "do"]
    }
