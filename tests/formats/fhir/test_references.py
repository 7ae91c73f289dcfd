"""References between resources, in every form that they come in."""

import polars as pl
import pytest

from adapters.fhir.references import key_of, keys

FORMS = {
    "Patient/p1": "p1",
    "Patient/p1/_history/3": "p1",
    "http://example.org/fhir/Patient/p1": "p1",
    "https://example.org/base/r4/Patient/p1/_history/1": "p1",
    "urn:uuid:0f3b": "0f3b",
    "urn:oid:1.2.3": "1.2.3",
    "p1": None,
    "#p1": None,
    "Group/g1": None,
    "Practitioner/p1": None,
    "OutPatient/p1": None,
    "Patient?identifier=http://example.org|12": None,
    "Patient/": None,
    "": None,
    None: None,
}


@pytest.mark.parametrize(("written", "key"), FORMS.items(), ids=map(str, FORMS))
def test_a_reference_to_a_patient_gives_the_id(written, key):
    assert keys(pl.Series([written], dtype=pl.String), "Patient").to_list() == [key]
    assert keys(pl.Series([written, "Patient/p2"]), "Patient").to_list() == [key, "p2"]


def test_a_provider_may_be_referred_to_by_a_search_for_its_identifier():
    written = "Practitioner?identifier=http://hl7.org/fhir/sid/us-npi|9999990169"

    assert keys(pl.Series([written]), "Practitioner").to_list() == ["9999990169"]


def test_one_reference_is_read_as_many_are():
    assert key_of("http://example.org/Medication/m1", "Medication") == "m1"
    assert key_of("Medication/m1/_history/2", "Medication") == "m1"
    assert key_of("Patient/m1", "Medication") is None
    assert key_of(None, "Medication") is None
