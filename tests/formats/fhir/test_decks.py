"""Third-party decks: the official measure decks, Synthea's Bundles, and the samples of Da Vinci."""

from collections import Counter

import pytest

from adapters.fhir import document
from adapters.fhir.folder import holds_resources, read_folder
from adapters.source import path_source
from schemas.batch import Batch
from tests.builders.fhir_reading import rows, surplus, told
from tests.places import SHARED, shared

DECKS = {
    "CMS128FHIRAntidepressantMgmt": {
        "person": 16,
        "encounter": 19,
        "condition": 16,
        "observation": 1,
        "medication": 28,
        "coverage": 2,
    },
    "CMS137FHIRSUDTxInitEngagement": {
        "person": 24,
        "encounter": 30,
        "encounter_condition": 8,
        "condition": 26,
        "procedure": 7,
        "medication": 6,
        "coverage": 1,
    },
    "CMS159FHIRDepRemissionat12Months": {
        "person": 28,
        "encounter": 35,
        "condition": 33,
        "observation": 51,
        "procedure": 3,
        "coverage": 2,
    },
    "CMS177FHIRChildMDDSuicideAssmt": {
        "person": 23,
        "encounter": 28,
        "encounter_condition": 27,
        "condition": 24,
        "observation": 2,
        "procedure": 11,
        "coverage": 23,
        "provider": 23,
    },
    "CMS2FHIRPCSDepScreenAndFollowUp": {
        "person": 20,
        "encounter": 20,
        "condition": 2,
        "observation": 16,
        "procedure": 2,
        "medication": 8,
        "coverage": 20,
        "provider": 16,
    },
}


SCORE = "Observation.value[x]"


def counted(batches: list[Batch]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for batch in batches:
        counts[batch.table.name] += batch.rows.height
    return +counts


@pytest.mark.parametrize(("deck", "expected"), DECKS.items(), ids=DECKS)
def test_every_resource_of_a_measure_deck_is_read(deck, expected):
    folder = shared("fhir-ecqm", deck)
    batches = list(read_folder(folder))

    assert holds_resources(folder)
    assert counted(batches) == expected
    assert [fault for fault in told(batches) if fault[3] == "error"] == []


def test_the_two_orders_of_somebody_else_are_the_case_s_with_a_warning():
    batches = list(read_folder(shared("fhir-ecqm", "CMS159FHIRDepRemissionat12Months")))
    orders = rows(batches, "procedure").filter(stage="ordered")

    assert sorted(one[:8] for one in orders["person"]) == ["2b4c52e3", "96b6579c"]
    assert [told_of[1:3] for told_of in told(batches) if told_of[1] != SCORE] == [
        ("ServiceRequest.subject.reference", "subject-elsewhere")
    ] * 2


def test_two_scores_beyond_their_instrument_are_kept_with_a_warning():
    batches = list(read_folder(shared("fhir-ecqm", "CMS159FHIRDepRemissionat12Months")))

    assert [told_of[2:] for told_of in told(batches) if told_of[1] == SCORE] == [
        ("out-of-range", "warning")
    ] * 2


def test_what_the_decks_hold_beyond_the_tables_is_counted():
    passed_over: Counter[str] = Counter()
    for batch in read_folder(shared("fhir-ecqm")):
        passed_over.update(batch.passed_over)

    assert passed_over == {"MeasureReport": 114, "Organization": 40}


SYNTHEA = sorted((SHARED / "fhir-synthea").glob("*.json"))


@pytest.mark.skipif(not SYNTHEA, reason="the third-party deck fhir-synthea is not on this machine")
def test_synthea_s_lifetimes_are_read_and_their_identifiers_named():
    batches = [batch for file in SYNTHEA for batch in document.read(path_source(file))]

    assert told(batches) == []
    assert counted(batches) == {
        "person": 14,
        "encounter": 247,
        "condition": 68,
        "observation": 1733,
        "procedure": 136,
        "medication": 77,
        "claim": 571,
        "claim_line": 1437,
        "practice": 34,
        "provider": 34,
    }
    assert {
        "Patient.name",
        "Patient.telecom",
        "Patient.address.line",
        "Patient.address.city",
        "Patient.address.extension",
        "Patient.identifier.value",
        "Patient.extension(patient-mothersMaidenName)",
        "Patient.extension(patient-birthPlace)",
        "Patient.text.div",
        "Encounter.subject.display",
    } <= surplus(batches).keys()


@pytest.mark.skipif(not SYNTHEA, reason="the third-party deck fhir-synthea is not on this machine")
def test_a_synthea_claim_is_read_as_its_benefit():
    batches = [batch for file in SYNTHEA for batch in document.read(path_source(file))]
    claims = rows(batches, "claim")

    assert claims["status"].value_counts().sort("status").rows() == [
        ("paid", 247),
        ("pending", 324),
    ]
    assert claims.filter(status="paid")["charged_amount"].null_count() == 0
    assert claims["principal_diagnosis"].is_not_null().sum() == 136


SAMPLES = {
    "coverage-1.json": {"coverage": 1},
    "patient-1.json": {"person": 1},
    "practitionerrole-1.json": {"provider": 1},
}


@pytest.mark.parametrize(("name", "expected"), SAMPLES.items(), ids=SAMPLES)
def test_the_samples_of_an_attribution_list_are_read(name, expected):
    batches = list(document.read(path_source(shared("attribution", name))))

    assert told(batches) == []
    assert counted(batches) == expected
