"""The official decks in other words: what means the same in FHIR counts the same.

Each resource is said otherwise, and the cases come as Bundles whose entries refer to one another
by UUID, or as one file of NDJSON.
"""

import json
import re
from uuid import NAMESPACE_URL, uuid5

import pytest

from hub.cli import main
from schemas.code_system import CPT, LOINC, RXNORM, SNOMEDCT
from tests.places import shared
from tests.spec.measures.test_official_decks import DECKS, LEFT_OUT, YEAR, expected

OIDS = {
    SNOMEDCT: "urn:oid:2.16.840.1.113883.6.96",
    LOINC: "urn:oid:2.16.840.1.113883.6.1",
    CPT: "urn:oid:2.16.840.1.113883.6.12",
    RXNORM: "urn:oid:2.16.840.1.113883.6.88",
}
LOCAL = {"system": "http://codes.example.org", "code": "local"}
MIDNIGHT = re.compile(r"\.000(\+00:00|Z)$")
MOMENTS = ("effective", "performed", "onset")


def said_otherwise(resource):
    """Say the same by other words of FHIR."""
    other = _reworded({name: value for name, value in resource.items() if name != "meta"})
    for name in MOMENTS:
        if moment := other.pop(f"{name}DateTime", None):
            other[f"{name}Period"] = {"start": moment, "end": moment}
    if drug := other.pop("medicationCodeableConcept", None):
        other["contained"] = [{"resourceType": "Medication", "id": "drug", "code": drug}]
        other["medicationReference"] = {"reference": "#drug"}
    if other["resourceType"] == "Encounter":
        reasons = other.pop("reasonReference", [])
        diagnoses = other.pop("diagnosis", [])
        other["diagnosis"] = [{"condition": reason} for reason in reasons]
        other["reasonReference"] = [diagnosis["condition"] for diagnosis in diagnoses]
    return other


def _reworded(value):
    if isinstance(value, list):
        return [_reworded(one) for one in value]
    if isinstance(value, str):
        return MIDNIGHT.sub("Z", value)
    if not isinstance(value, dict):
        return value
    told = {name: _reworded(one) for name, one in value.items() if name != "display"}
    if "coding" in told:
        told["coding"] = [LOCAL, *told["coding"]]
    if "system" in told and "code" in told:
        told["system"] = OIDS.get(told["system"], told["system"])
    return told


def in_bundles(cases, folder):
    for case, resources in cases.items():
        names = {
            f"{one['resourceType']}/{one['id']}": f"urn:uuid:{uuid5(NAMESPACE_URL, case + one['id'])}"
            for one in resources
        }
        text = json.dumps([said_otherwise(one) for one in resources])
        for name, uuid in names.items():
            text = text.replace(f'"{name}"', f'"{uuid}"')
        entries = [
            {"fullUrl": uuid, "resource": one, "request": {"method": "PUT", "url": name}}
            for (name, uuid), one in zip(names.items(), json.loads(text), strict=True)
        ]
        bundle = {"resourceType": "Bundle", "type": "transaction", "entry": entries}
        (folder / f"{case}.json").write_text(json.dumps(bundle))
    return folder


def in_one_file(cases, folder):
    path = folder / "all.ndjson"
    lines = [json.dumps(said_otherwise(one)) for found in cases.values() for one in found]
    path.write_text("\n".join(lines))
    return path


# By deck, how it comes.
DECKS_SAID = {"CMS2": in_bundles, "CMS137": in_one_file, "CMS177": in_bundles}


@pytest.mark.parametrize("identifier", DECKS_SAID)
def test_the_deck_counts_the_same_in_other_words(identifier, tmp_path, capsys):
    deck = shared("fhir-ecqm", DECKS[identifier])
    cases = {
        case.name: [
            json.loads(path.read_text())
            for path in sorted(case.glob("*.json"))
            if not path.name.startswith("MeasureReport")
        ]
        for case in sorted(deck.iterdir())
        if not case.name.startswith(LEFT_OUT)
    }
    given = DECKS_SAID[identifier](cases, tmp_path)
    words = (identifier, given, *YEAR, "--value-sets", shared("value-sets"), "--persons", "--json")

    status = main(["evaluate", *map(str, words)])

    [measured] = json.loads(capsys.readouterr().out)["measures"]
    found = {(row["person"], row["rate"]): row["counts"] for row in measured["results"]}
    assert status == 0
    assert found == expected(deck)
