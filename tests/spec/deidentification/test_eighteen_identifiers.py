"""45 CFR 164.514(b)(2)(i)(A)-(R): files that carry each kind are refused, and no value is told."""

import argparse
import json

import pytest

from hub.commands import check
from tests.builders.fhir import coverage, encounter, observation, patient, resource, to

CANARY = "qzcanary"
HEAD = "person,birth_day,sex,date_precision"
ROW = "tok-a,1970-01-01,female,year"


@pytest.fixture
def refusal(tmp_path, capsys, caplog):
    """Check a file as `hub check` does: (column, rule) of what it refuses for, and all it says."""

    def run(name, content, basis="safe_harbor"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        parser = argparse.ArgumentParser()
        check.add_arguments(parser)
        told = []
        for words in (["--json"], []):
            status = check.run(parser.parse_args([str(path), "--basis", basis, *words]))
            assert status == 1
            out, err = capsys.readouterr()
            told.append(out + err)
        document = json.loads(told[0])
        found = {(one["column"], one["rule"]) for one in document["files"][0]["identifiers"]}
        return found, "".join(told) + caplog.text

    return run


COLUMNS = {
    "A, names": ("first_name", "name"),
    "A, a relative's name": ("mother_maiden_name", "name"),
    "A, an employer": ("employer", "name"),
    "B, a street": ("street_address", "address"),
    "B, a city": ("city", "address"),
    "B, a ZIP code under another name": ("zip_code", "address"),
    "B, a place on earth": ("latitude", "address"),
    "C, a birth date": ("date_of_birth", "date-of-a-person"),
    "C, a day of admission": ("admission_date", "date-of-a-person"),
    "C, an age": ("age", "date-of-a-person"),
    "D, a telephone": ("home_phone", "telephone-number"),
    "E, a fax": ("fax_number", "fax-number"),
    "F, an e-mail address": ("email", "email-address"),
    "G, a social security number": ("ssn", "social-security-number"),
    "H, a record number": ("mrn", "medical-record-number"),
    "I, a plan number": ("subscriber_id", "plan-or-account-number"),
    "I, a Medicare number": ("mbi", "medicare-beneficiary-identifier"),
    "J, an account": ("account_number", "plan-or-account-number"),
    "K, a licence": ("drivers_license", "licence-number"),
    "K, a certificate": ("birth_certificate_no", "licence-number"),
    "L, a vehicle": ("vin", "vehicle-identification-number"),
    "L, a plate": ("license_plate", "vehicle-identification-number"),
    "M, a device": ("device_serial_number", "device-identifier"),
    "N, a web address": ("personal_url", "web-address"),
    "O, an address of the internet": ("ip_address", "ip-address"),
    "P, a biometric": ("fingerprint", "biometric-identifier"),
    "Q, a face": ("photo", "photograph"),
    "R, any other number": ("unique_id", "other-unique-number"),
    "R, anything that nobody knows": ("tattoo", "unknown-column"),
    "free text": ("notes", "free-text"),
}


@pytest.mark.parametrize("basis", ["safe_harbor", "limited_data_set"])
@pytest.mark.parametrize(("column", "rule"), COLUMNS.values(), ids=COLUMNS)
def test_a_column_by_its_name(refusal, column, rule, basis):
    found, told = refusal("person.csv", f"{HEAD},{column}\n{ROW},{CANARY}\n", basis)

    assert (column, rule) in found
    assert CANARY not in told


# Published vectors, as in test_identifiers.py; each in a column that may hold any short text.
VALUES = {
    "A": ("Mrs. Doe", "name"),
    "B": ("25 Church St", "street-address"),
    "C": ("2/28/2026", "date-in-text"),
    "D": ("(212) 555-0123", "telephone-number"),
    "E": ("fax 212-555-0123", "telephone-number"),
    "F": ("jane.doe@example.org", "email-address"),
    "G": ("078-05-1120", "social-security-number"),
    "H": ("MRN 0045121", "medical-record-number"),
    "I": ("1EG4-TE5-MK73", "medicare-beneficiary-identifier"),
    "J": ("acct: 55012345", "plan-or-account-number"),
    "J, a card": ("4111-1111-1111-1111", "payment-card-number"),
    "K": ("AB1234563", "dea-registration"),
    "L": ("1M8GDM9AXKP042788", "vehicle-identification-number"),
    "M": ("00-00-5E-00-53-01", "mac-address"),
    "N": ("https://example.org/jane", "web-address"),
    "O": ("192.0.2.1", "ip-address"),
}


@pytest.mark.parametrize(("value", "rule"), VALUES.values(), ids=VALUES)
def test_a_value_in_a_column_that_is_known(refusal, value, rule):
    claims = (
        "claim,person,payer,type,status,start_day,date_precision\n"
        f'c1,tok-a,"{value}",professional,paid,2026-01-01,year\n'
    )

    found, told = refusal("claim.csv", claims)

    assert found == {("payer", rule)}
    assert value not in told


TOKENS = {
    "G": ("078051120", "social-security-number"),
    "H": ("0045121", "medical-record-number"),
    "I": ("1EG4TE5MK73", "medicare-beneficiary-identifier"),
    "F": ("jane.doe@example.org", "email-address"),
    "K": ("1234567893", "national-provider-identifier"),
    "R, derived from the person": (
        "linked1abcdefghijklmnopqrstuvwxyz234567",
        "derived-token",
    ),
}


@pytest.mark.parametrize(("token", "rule"), TOKENS.values(), ids=TOKENS)
def test_a_token_that_is_an_identifier(refusal, token, rule):
    found, told = refusal("person.csv", f"{HEAD}\n{token},1970-01-01,female,year\n")

    assert ("person", rule) in found
    assert token not in told


YEARS = {"birth": "1970"}


def of_patient(**elements):
    return [patient("tok-a", **YEARS) | elements]


ELEMENTS = {
    "A, names": (of_patient(name=[{"family": CANARY}]), ("Patient.name", "name")),
    "A, a relative": (
        of_patient(contact=[{"name": {"family": CANARY}}]),
        ("Patient.contact", "name"),
    ),
    "B, an address": (
        of_patient(address=[{"line": [CANARY], "postalCode": "60601"}]),
        ("Patient.address.line", "address"),
    ),
    "C, a birth date": (
        [patient("tok-a", birth="1970-02-28")],
        ("birth_day", "date-finer-than-year"),
    ),
    "C, a day of death beside a year of birth": (
        of_patient(deceasedDateTime="2026-03-04"),
        ("Patient.deceasedDateTime", "date-of-a-person"),
    ),
    "C, an age over 89": (
        [
            *of_patient(),
            observation("o1", person="tok-a", code=("http://loinc.org", "30525-0"), number=93),
        ],
        ("value_number", "age-over-89"),
    ),
    "D, a telephone": (
        of_patient(telecom=[{"system": "phone", "value": CANARY}]),
        ("Patient.telecom", "telephone-number"),
    ),
    "G, a social security number": (
        of_patient(identifier=[{"system": "http://hl7.org/fhir/sid/us-ssn", "value": CANARY}]),
        ("Patient.identifier.value", "medical-record-number"),
    ),
    "G, told by its look": (
        of_patient(identifier=[{"system": "urn:x", "value": "078-05-1120"}]),
        ("Patient.identifier.value", "social-security-number"),
    ),
    "H, a record number": (
        of_patient(identifier=[{"system": "urn:mrn", "value": CANARY}]),
        ("Patient.identifier.value", "medical-record-number"),
    ),
    "I, a plan number": (
        [*of_patient(), coverage("c1", person="tok-a", subscriberId=CANARY)],
        ("Coverage.subscriberId", "plan-or-account-number"),
    ),
    "J, an account": (
        [*of_patient(), resource("Account", "a1", identifier=[{"value": CANARY}])],
        ("Account.identifier.value", "plan-or-account-number"),
    ),
    "M, a device": (
        [
            *of_patient(),
            resource("Device", "d1", patient=to("Patient", "tok-a"), serialNumber=CANARY),
        ],
        ("Device.serialNumber", "device-identifier"),
    ),
    "Q, a face": (
        of_patient(photo=[{"contentType": "image/png", "data": CANARY}]),
        ("Patient.photo", "photograph"),
    ),
    "R, another number": (
        [*of_patient(), encounter("e1", person="tok-a", identifier=[{"value": CANARY}])],
        ("Encounter.identifier.value", "other-unique-number"),
    ),
    "A, another person that the patient is linked with": (
        of_patient(link=[{"other": {"reference": "Patient/x", "display": CANARY}}]),
        ("Patient.link.display", "name"),
    ),
    "A, a relative in a family history": (
        [*of_patient(), resource("FamilyMemberHistory", "f1", name=CANARY)],
        ("FamilyMemberHistory.name", "name"),
    ),
    "A, in the title of a list": (
        [*of_patient(), resource("List", "l1", title=CANARY)],
        ("List.title", "free-text"),
    ),
    "A, in the name of a team": (
        [*of_patient(), resource("CareTeam", "c1", name=CANARY)],
        ("CareTeam.name", "name"),
    ),
    "A, a relative who came along": (
        [
            *of_patient(),
            encounter(
                "e1",
                person="tok-a",
                participant=[{"individual": {"reference": "RelatedPerson/r", "display": CANARY}}],
            ),
        ],
        ("Encounter.participant.individual.display", "free-text"),
    ),
    "A, the patient as who observed": (
        [
            *of_patient(),
            observation(
                "o1",
                person="tok-a",
                performer=[{"reference": "Patient/tok-a", "display": CANARY}],
            ),
        ],
        ("Observation.performer.display", "name"),
    ),
    "an answer in words": (
        [
            *of_patient(),
            resource(
                "QuestionnaireResponse",
                "q1",
                item=[{"linkId": "1", "item": [{"answer": [{"valueString": CANARY}]}]}],
            ),
        ],
        ("QuestionnaireResponse.item.valueString", "free-text"),
    ),
    "a component in words": (
        [
            *of_patient(),
            observation("o1", person="tok-a", component=[{"valueString": CANARY}]),
        ],
        ("Observation.component.valueString", "free-text"),
    ),
    "what an appointment is about": (
        [*of_patient(), resource("Appointment", "a1", comment=CANARY)],
        ("Appointment.comment", "free-text"),
    ),
    "a narrative": (
        of_patient(text={"status": "generated", "div": f"<div>{CANARY}</div>"}),
        ("Patient.text.div", "free-text"),
    ),
}


@pytest.mark.parametrize(("resources", "expected"), ELEMENTS.values(), ids=ELEMENTS)
def test_an_element_of_fhir(refusal, resources, expected):
    lines = "\n".join(json.dumps(one) for one in resources) + "\n"

    found, told = refusal("sent.ndjson", lines)

    assert expected in found
    assert CANARY not in told
    assert "078-05-1120" not in told
