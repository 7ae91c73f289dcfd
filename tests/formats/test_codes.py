import csv

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.codes import SHAPES, normalised, well_formed
from schemas.code_system import (
    ALIASES,
    BILL_TYPE,
    CDT,
    CONDITION_CATEGORY,
    CPT,
    DISCHARGE_STATUS,
    HCPCS,
    ICD9CM,
    ICD10CM,
    ICD10PCS,
    LOINC,
    MS_DRG,
    NDC,
    PLACE_OF_SERVICE,
    REVENUE,
    SNOMEDCT,
    TAXONOMY,
)
from tests.places import shared

SPELLINGS = {
    "ICD-10-CM without its dot": ("ICD10CM", "f321", (ICD10CM, "F32.1")),
    "ICD-10-CM with blanks": (ICD10CM, " F32.1 ", (ICD10CM, "F32.1")),
    "a category has no dot": (ICD10CM, "I10", (ICD10CM, "I10")),
    "a dot behind a category goes": (ICD10CM, "I10.", (ICD10CM, "I10")),
    "ICD-9-CM": ("ICD9CM", "29620", (ICD9CM, "296.20")),
    "an ICD-9-CM V-code": (ICD9CM, "V790", (ICD9CM, "V79.0")),
    "an ICD-9-CM E-code, dotted after four": (ICD9CM, "E9500", (ICD9CM, "E950.0")),
    "ICD-10-PCS has no dot": (ICD10PCS, "0ht.pxzz", (ICD10PCS, "0HTPXZZ")),
    "another scheme, and a / at the end": ("https://loinc.org/", "44261-6", (LOINC, "44261-6")),
    "another case": ("http://www.AMA-assn.org/go/CPT", "99492", (CPT, "99492")),
    "an edition of SNOMED CT": (
        "http://snomed.info/sct/731000124108/version/20250301",
        "225337009",
        (SNOMEDCT, "225337009"),
    ),
    "a system behind that of SNOMED CT": (
        "http://snomed.info/scts",
        "1",
        ("http://snomed.info/scts", "1"),
    ),
    "HCPCS level I is CPT": (HCPCS, "99492", (CPT, "99492")),
    "CPT category III comes as HCPCS": ("HCPCS", "0591t", (CPT, "0591T")),
    "HCPCS level II comes as CPT": (CPT, "g2214", (HCPCS, "G2214")),
    "a D-code is CDT": (HCPCS, "D0120", (CDT, "D0120")),
    "a modifier stays HCPCS": (HCPCS, "gt", (HCPCS, "GT")),
    "an NDC loses its hyphens": (NDC, "0002-3227-30", (NDC, "0002322730")),
    "a revenue code has four digits": (REVENUE, "450", (REVENUE, "0450")),
    "a place of service has two digits": ("POS", "2", (PLACE_OF_SERVICE, "02")),
    "a discharge status has two digits": (DISCHARGE_STATUS, "1", (DISCHARGE_STATUS, "01")),
    "an MS-DRG has three digits": (MS_DRG, "56", (MS_DRG, "056")),
    "an MS-DRG with a zero too many": (MS_DRG, "0895", (MS_DRG, "895")),
    "an MS-DRG behind its name": (MS_DRG, "MS-DRG 895", (MS_DRG, "895")),
    "a revenue code with a zero too many": (REVENUE, "00906", (REVENUE, "0906")),
    "a name of a system, spelled otherwise": ("ICD-10-CM", "F10.20", (ICD10CM, "F10.20")),
    "a name of no system that is known": ("ICD", "F1020", ("ICD", "F1020")),
    "a type of bill has no zero in front": (BILL_TYPE, "0131", (BILL_TYPE, "131")),
    "FHIR's own lists know lower case": (
        CONDITION_CATEGORY,
        " problem-list-item",
        (CONDITION_CATEGORY, "problem-list-item"),
    ),
    "an unknown system keeps its codes": ("urn:oid:1.2.3", "aB", ("urn:oid:1.2.3", "aB")),
}


@pytest.mark.parametrize(("system", "code", "kept"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_code_is_kept_in_one_spelling(system, code, kept):
    assert normalised(system, code) == kept


@pytest.mark.parametrize(
    "system",
    [
        "http://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets",
        "http://www.nlm.nih.gov/research/umls/hcpcs",
        "urn:oid:2.16.840.1.113883.6.285",
    ],
)
def test_every_name_of_hcpcs_gives_one_system(system):
    assert normalised(system, "G0444") == (HCPCS, "G0444")


SHAPED = {
    "ICD-10-CM": (ICD10CM, "F32.1", "32.1"),
    "ICD-10-CM of seven characters": (ICD10CM, "T43.012A", "T43.0120A"),
    "ICD-9-CM": (ICD9CM, "296.20", "296.201"),
    "ICD-10-PCS has no letter O": (ICD10PCS, "0HTPXZZ", "OHTPXZZ"),
    "CPT": (CPT, "99492", "9949"),
    "HCPCS ends with V": (HCPCS, "V5008", "W5008"),
    "LOINC by its check digit": (LOINC, "44261-6", "44261-7"),
    "LOINC answers": (LOINC, "LA6568-5", "LA6568"),
    "SNOMED CT": (SNOMEDCT, "428181000124104", "42818"),
    "NDC of ten and eleven digits": (NDC, "00023227301", "000232273"),
    "place of service": (PLACE_OF_SERVICE, "02", "102"),
    "revenue": (REVENUE, "0450", "10450"),
    "type of bill": (BILL_TYPE, "11X", "111X"),
    "taxonomy ends with X": (TAXONOMY, "2084P0800X", "2084P08000"),
    "an empty code": ("urn:oid:1.2.3", "any", ""),
}


@pytest.mark.parametrize(("system", "sound", "broken"), SHAPED.values(), ids=SHAPED)
def test_a_code_has_the_shape_of_its_system(system, sound, broken):
    assert well_formed(*normalised(system, sound))
    assert not well_formed(*normalised(system, broken))


def test_digits_of_other_scripts_are_no_digits():
    assert not well_formed(*normalised(CPT, "٩٩٤٩٢"))


def test_every_code_of_the_official_value_sets_is_kept_as_it_is_and_well_formed():
    odd = set()
    for file in sorted(shared("value-sets").glob("*.csv")):
        with file.open(newline="") as lines:
            for row in csv.DictReader(lines):
                kept = normalised(row["system"], row["code"])
                if kept[1] != row["code"] or not well_formed(*kept):
                    odd.add((row["system"], row["code"]))

    assert odd == set()


@settings(deadline=None)
@given(st.sampled_from([*SHAPES, *ALIASES, "urn:oid:1.2.3"]), st.text(max_size=12))
def test_a_kept_code_is_kept_as_it_is(system, code):
    once = normalised(system, code)

    assert normalised(*once) == once
