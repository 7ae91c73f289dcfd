"""Value sets of FHIR, of VSAC and of the project's own CSV, as listed sets."""

import json

import pytest

from adapters.value_sets.reading import listed_sets
from schemas.code_system import CPT, SNOMEDCT
from schemas.listed_set import ListedSet

OID = "2.16.840.1.113883.3.526.3.1141"
TWO = ((CPT, "90845"), (SNOMEDCT, "61436009"))


def value_set(**parts):
    return {
        "resourceType": "ValueSet",
        "url": f"http://cts.nlm.nih.gov/fhir/ValueSet/{OID}",
        "title": "Psychoanalysis",
        "version": "20190315",
    } | parts


def contains(system, code, **parts):
    return {"system": system, "code": code} | parts


EXPANDED = value_set(expansion={"total": 2, "contains": [contains(*one) for one in TWO]})
COMPOSED = value_set(
    compose={
        "include": [
            {"system": CPT, "concept": [{"code": "90845"}, {"code": "90846"}]},
            {"system": SNOMEDCT, "concept": [{"code": "61436009"}]},
        ],
        "exclude": [{"system": CPT, "concept": [{"code": "90846"}]}],
    }
)
NESTED = value_set(
    expansion={
        "contains": [
            {"abstract": True, "code": "group", "system": CPT, "contains": [contains(*TWO[0])]},
            contains(*TWO[1], contains=[contains(*TWO[1])]),
        ]
    }
)
NAMED = EXPANDED | {
    "url": "http://example.org/ValueSet/psychoanalysis",
    "identifier": [{"system": "urn:ietf:rfc:3986", "value": f"urn:oid:{OID}"}],
}
XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<ns0:RetrieveMultipleValueSetsResponse xmlns:ns0="urn:ihe:iti:svs:2008">
  <ns0:DescribedValueSet ID="{OID}" displayName="Psychoanalysis" version="20190315">
    <ns0:ConceptList>
      <ns0:Concept code="90845" codeSystem="2.16.840.1.113883.6.12" codeSystemName="CPT"/>
      <ns0:Concept code="61436009" codeSystem="2.16.840.1.113883.6.96" codeSystemName="SNOMEDCT"/>
    </ns0:ConceptList>
  </ns0:DescribedValueSet>
</ns0:RetrieveMultipleValueSetsResponse>
"""
SHEET = f"""CMS ID,Value Set Name,Value Set OID,Definition Version,Code,Description,Code System,Code System OID
CMS177,Psychoanalysis,{OID},20190315,90845,words,CPT,2.16.840.1.113883.6.12
CMS177,Psychoanalysis,{OID},20190315,61436009,"words, more",SNOMEDCT,2.16.840.1.113883.6.96
"""
OWN = f"""oid,title,version,system,code
{OID},Psychoanalysis,20190315,{CPT},90845
{OID},Psychoanalysis,20190315,{SNOMEDCT},61436009
"""
BY_OID = (
    ("urn:oid:2.16.840.1.113883.6.12", "90845"),
    ("urn:oid:2.16.840.1.113883.6.96", "61436009"),
)

FILES = {
    "FHIR, expanded": (json.dumps(EXPANDED), TWO),
    "FHIR, composed": (json.dumps(COMPOSED), TWO),
    "FHIR, nested": (json.dumps(NESTED), TWO),
    "FHIR, the OID among the identifiers": (json.dumps(NAMED), TWO),
    "FHIR, in a Bundle": (
        json.dumps({"resourceType": "Bundle", "entry": [{"resource": EXPANDED}]}),
        TWO,
    ),
    "FHIR, with a byte order mark": ("\ufeff" + json.dumps(EXPANDED), TWO),
    "VSAC, XML": (XML, BY_OID),
    "VSAC, a sheet": (SHEET, BY_OID),
    "VSAC, a sheet with lines above and bars": (
        "Expansion of 2026\n\n" + SHEET.replace('"words, more"', "words").replace(",", "|"),
        BY_OID,
    ),
    "the project's own CSV": (OWN, TWO),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_lists_its_codes_once_under_its_oid_title_and_version(name, tmp_path):
    text, codes = FILES[name]
    (tmp_path / "sets").write_text(text, encoding="utf-8")

    assert listed_sets(tmp_path / "sets") == [
        ListedSet(oid=OID, title="Psychoanalysis", version="20190315", codes=codes, complete=True)
    ]


def test_an_expansion_that_says_it_is_cut_short_is_not_complete(tmp_path):
    cut = value_set(expansion={"total": 3, "contains": [contains(*one) for one in TWO]})
    (tmp_path / "sets").write_text(json.dumps(cut))

    [found] = listed_sets(tmp_path / "sets")

    assert not found.complete


def test_versions_of_one_set_are_two_sets(tmp_path):
    (tmp_path / "sets").write_text(OWN + f"{OID},Psychoanalysis,20250101,{CPT},90845\n")

    assert [one.version for one in listed_sets(tmp_path / "sets")] == ["20190315", "20250101"]


REFUSED = {
    "no JSON": '{"resourceType": ',
    "by a rule": json.dumps(
        value_set(compose={"include": [{"system": SNOMEDCT, "filter": [{"property": "concept"}]}]})
    ),
    "of other sets": json.dumps(value_set(compose={"include": [{"valueSet": ["urn:oid:1"]}]})),
    "nothing listed": json.dumps(value_set()),
    "no XML": "<ValueSet",
    "an entity": '<!DOCTYPE a [<!ENTITY b "c">]><ValueSet/>',
    "no column for codes": "oid,title\n1,2\n",
    "a text in the place of parts": json.dumps(value_set(expansion="all of them")),
    "a part that is none": json.dumps(value_set(expansion={"contains": [1]})),
    "a concept without a code": json.dumps(value_set(compose={"include": [{"concept": [{}]}]})),
    "JSON without end": "[" * 200_000,
    "a cell without end": "oid,title,code\n1,2," + "9" * 200_000,
    "an empty file": "",
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_lists_no_codes_is_refused(name, tmp_path):
    (tmp_path / "sets").write_text(REFUSED[name])

    with pytest.raises(ValueError):
        listed_sets(tmp_path / "sets")


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "sets").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ValueError):
        listed_sets(tmp_path / "sets")
