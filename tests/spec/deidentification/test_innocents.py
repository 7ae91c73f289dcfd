"""What is no identifier is not taken for one: codes, keys, amounts, and the words of public decks."""

import json
from collections.abc import Iterator, Mapping
from datetime import date

import pytest

from adapters.inputs import read_source
from adapters.source import bytes_source
from policies.deidentification.inspection import NOTHING_FOUND, inspect
from tests.builders.batches import batch
from tests.builders.records import row
from tests.places import shared

ON = date(2026, 11, 22)
NPI, ANOTHER_NPI = "1234567893", "1111111112"
SNOMED, RXNORM = "http://snomed.info/sct", "http://www.nlm.nih.gov/research/umls/rxnorm"
NDC, LOINC = "http://hl7.org/fhir/sid/ndc", "http://loinc.org"
CPT, ICD = "http://www.ama-assn.org/go/cpt", "http://hl7.org/fhir/sid/icd-10-cm"

INNOCENTS = {
    "the NPI of a practice in its directory": row("practice", practice="north", npi=NPI),
    "the NPI of a clinician in the directory": row("provider", provider="dr", npi=ANOTHER_NPI),
    "an NPI as the key of a practice on a claim": row(
        "claim", person="tok", type="professional", status="paid", practice=NPI
    ),
    "a SNOMED CT code of nine digits": row("condition", person="tok", code=(SNOMED, "370143000")),
    "a SNOMED CT code of a country": row(
        "condition", person="tok", code=(SNOMED, "11000221109123456")
    ),
    "a drug by NDC": row("claim_line", claim="c", line=1, person="tok", drug=(NDC, "00023227301")),
    "a drug by RxNorm": row(
        "medication", person="tok", stage="request", status="active", code=(RXNORM, "1010600")
    ),
    "a question by LOINC": row(
        "observation", person="tok", status="final", code=(LOINC, "44261-6")
    ),
    "a procedure of five digits": row(
        "claim_line", claim="c", line=1, person="tok", procedure=(CPT, "99492")
    ),
    "a diagnosis": row("condition", person="tok", code=(ICD, "F32.9")),
    "a claim's key of digits": row(
        "claim", claim="078051120", person="tok", type="professional", status="paid"
    ),
    "a claim's key of many digits": row(
        "claim", claim="2026030212345678", person="tok", type="professional", status="paid"
    ),
    "a local code": row("condition", person="tok", code=("urn:local:dx", "DEP-2")),
    "a code of a list of HL7 in words": row(
        "condition", person="tok", category=("http://terminology.hl7.org/CodeSystem/x", "a b")
    ),
    "a race in words": row("person", person="tok", race=("urn:oid:2.16.840.1.113883.6.238", "A B")),
    "a ZIP code": row("person", person="tok", zip5="60601"),
    "a large amount": row(
        "claim", person="tok", type="institutional", status="paid", paid_amount=9_876_543.21
    ),
    "a UUID of a person": row("person", person="25b0b189-bc53-4025-af86-9038ee1b8d20"),
    "a random token": row("person", person="k3j5h2g7f9d4s6a8"),
    "a plan's name": row(
        "claim", person="tok", type="professional", status="paid", payer="Blue Plan of Region 5"
    ),
}


@pytest.mark.parametrize("given", INNOCENTS.values(), ids=INNOCENTS)
def test_a_limited_data_set_may_hold(given):
    found = inspect(batch(given.table, given), "limited_data_set", on=ON)

    assert found is NOTHING_FOUND


# What the decks say of persons, by the place where it stands.
OF_PERSONS = {
    "Patient": (
        *("name", "identifier", "telecom", "address", "photo", "contact", "text", "extension"),
        *("multipleBirthInteger", "maritalStatus"),
    ),
    "Coverage": ("identifier", "subscriberId", "text"),
}
EVERYWHERE = ("identifier", "text", "contained")
DECKS = (
    "fhir-ecqm/CMS2FHIRPCSDepScreenAndFollowUp",
    "fhir-ecqm/CMS137FHIRSUDTxInitEngagement",
    "fhir-synthea",
)


@pytest.mark.parametrize("deck", DECKS)
def test_public_decks_without_what_names_persons_hold_no_identifier(deck):
    resources = [_without_persons(one) for one in _resources(deck)]
    lines = "\n".join(json.dumps(one) for one in resources)

    found, records = NOTHING_FOUND, 0
    for given in read_source(bytes_source(lines.encode(), "deck.ndjson")):
        found = inspect(given, "limited_data_set", on=ON, already=found)
        records += given.rows.height

    assert records > 90
    assert found.identifiers.to_dicts() == []


def _resources(deck: str) -> Iterator[Mapping[str, object]]:
    for path in sorted(shared(*deck.split("/")).rglob("*.json")):
        whole = json.loads(path.read_text(encoding="utf-8"))
        entries = whole.get("entry") if whole["resourceType"] == "Bundle" else [{"resource": whole}]
        yield from (entry["resource"] for entry in entries if "resource" in entry)


def _without_persons(resource: Mapping[str, object]) -> dict[str, object]:
    spoken = (*EVERYWHERE, *OF_PERSONS.get(str(resource["resourceType"]), ()))
    held = {name: each for name, each in resource.items() if name not in spoken}
    for name in ("subject", "patient", "beneficiary", "subscriber"):
        if isinstance(held.get(name), dict):
            held[name] = {"reference": held[name].get("reference")}
    return held
