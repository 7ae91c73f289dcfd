import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.coded_cells import read_codes
from schemas.code_system import CPT, HCPCS, ICD9CM, ICD10CM, ICD10PCS, LOINC, NDC, SNOMEDCT
from schemas.column import CODING, codes

DIAGNOSIS = codes("diagnosis", "a diagnosis", system=ICD10CM)
PROCEDURE = codes("procedure", "a procedure", system=CPT)
INPATIENT = codes("procedure", "inpatient procedures", system=ICD10PCS)
REASON = codes("reason", "a reason")


def read(column, *cells):
    found, violations = read_codes(pl.Series(column.name, cells, dtype=pl.String), column)
    pairs = [
        None if cell is None else [(coding["system"], coding["code"]) for coding in cell]
        for cell in found.to_list()
    ]
    return pairs, violations


CELLS = {
    "a bare code": (DIAGNOSIS, "F32.1", [(ICD10CM, "F32.1")]),
    "undotted, in lower case": (DIAGNOSIS, "f321", [(ICD10CM, "F32.1")]),
    "ICD-9-CM by its shape": (DIAGNOSIS, "296.20", [(ICD9CM, "296.20")]),
    "ICD-9-CM without its dot": (DIAGNOSIS, "29620", [(ICD9CM, "296.20")]),
    "ICD-9-CM just below the codes of CPT": (DIAGNOSIS, "79999", [(ICD9CM, "799.99")]),
    "ICD-9-CM by its name": (DIAGNOSIS, "ICD-9-CM|E950.0", [(ICD9CM, "E950.0")]),
    "what both could be is ICD-10-CM": (DIAGNOSIS, "E8809", [(ICD10CM, "E88.09")]),
    "an E-code dotted as ICD-9-CM has it": (DIAGNOSIS, "E880.9", [(ICD9CM, "E880.9")]),
    "a short V-code is ICD-9-CM": (DIAGNOSIS, "V6542", [(ICD9CM, "V65.42")]),
    "a V-code of seven characters is ICD-10-CM": (
        DIAGNOSIS,
        "V65.4XXA",
        [(ICD10CM, "V65.4XXA")],
    ),
    "an inpatient procedure": (INPATIENT, "hz2zzzz", [(ICD10PCS, "HZ2ZZZZ")]),
    "of ICD-9-CM": (INPATIENT, "94.62", [(ICD9CM, "946.2")]),
    "of ICD-9-CM, without its dot": (INPATIENT, "9462", [(ICD9CM, "946.2")]),
    "of ICD-9-CM, three digits": (INPATIENT, "94.6", [(ICD9CM, "946")]),
    "a service among inpatient procedures": (INPATIENT, "H0015", [(HCPCS, "H0015")]),
    "a visit among inpatient procedures": (INPATIENT, "99408", [(CPT, "99408")]),
    "an eyelid that looks like a service": (DIAGNOSIS, "H0015", [(ICD10CM, "H00.15")]),
    "SNOMED CT by its name": (DIAGNOSIS, "SNOMEDCT|35489007", [(SNOMEDCT, "35489007")]),
    "several": (DIAGNOSIS, "F32.1; I10;", [(ICD10CM, "F32.1"), (ICD10CM, "I10")]),
    "several of several systems": (
        PROCEDURE,
        "99492;HCPCS|G2214",
        [(CPT, "99492"), (HCPCS, "G2214")],
    ),
    "HCPCS level II among CPT": (PROCEDURE, "g2214", [(HCPCS, "G2214")]),
    "a system by its URI": (REASON, "http://loinc.org|44261-6", [(LOINC, "44261-6")]),
    "a system that nobody knows": (REASON, "urn:oid:1.2|x", [("urn:oid:1.2", "x")]),
    "a system by a short name": (REASON, "ndc|00023227301", [(NDC, "00023227301")]),
    "nothing but joints": (DIAGNOSIS, ";;", None),
}


@pytest.mark.parametrize(("column", "cell", "expected"), CELLS.values(), ids=CELLS)
def test_a_cell_gives_its_codes(column, cell, expected):
    assert read(column, cell) == ([expected], [])


BROKEN = {
    "a code of a visit among diagnoses": (DIAGNOSIS, "99213", "code-system"),
    "the first bare code that is taken for CPT": (DIAGNOSIS, "80000", "code-system"),
    "a category III code among diagnoses": (DIAGNOSIS, "0591T", "code-system"),
    "Collaborative Care among diagnoses": (DIAGNOSIS, "G2214", "code-system"),
    "substance use counselling among diagnoses": (DIAGNOSIS, "H0004", "code-system"),
    "CPT by its name among diagnoses": (DIAGNOSIS, "CPT|99213", "code-system"),
    "no code at all": (DIAGNOSIS, "depression", "code-shape"),
    "a name without a code": (DIAGNOSIS, "ICD10CM|", "code-shape"),
    "a modifier among inpatient procedures": (INPATIENT, "HF", "code-shape"),
    "a diagnosis among procedures": (PROCEDURE, "F32.1", "code-shape"),
    "a wrong check digit": (REASON, "LOINC|44261-5", "code-shape"),
    "a name that is none": (REASON, "ICD12|F32", "code-system"),
    "a bare code where no system is meant": (REASON, "F32.1", "code-without-system"),
    "one of several": (DIAGNOSIS, "F32.1;??", "code-shape"),
}


@pytest.mark.parametrize(("column", "cell", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_broken_cell_is_empty_and_told(column, cell, rule):
    found, violations = read(column, None, cell)

    assert found == [None, None]
    assert [(told.rule, told.field, told.mask.to_list()) for told in violations] == [
        (rule, column.name, [False, True])
    ]


def test_codes_stand_in_their_rows():
    found, violations = read(DIAGNOSIS, "F32.1", None, "I10;F32.1", "??", "F32.1")

    assert [cell and len(cell) for cell in found] == [1, None, 2, None, 1]
    assert [told.mask.to_list() for told in violations] == [[False, False, False, True, False]]


@pytest.mark.parametrize("cells", [[], [None, None], ["F32.1"], ["F32.1;I10"], ["??"]])
def test_the_type_is_that_of_coded_columns(cells):
    found, _ = read_codes(pl.Series("diagnosis", cells, dtype=pl.String), DIAGNOSIS)

    assert found.dtype == pl.List(CODING)


@settings(deadline=None)
@given(st.lists(st.none() | st.text(max_size=8), max_size=5), st.sampled_from([DIAGNOSIS, REASON]))
def test_any_text_gives_codes_or_one_rule(cells, column):
    found, violations = read(column, *cells)

    for place, (text, codings) in enumerate(zip(cells, found, strict=True)):
        rules = [told.rule for told in violations if told.mask[place]]
        empty = text is None or not any(part.strip() for part in text.split(";"))

        assert (codings is not None) + len(rules) == (0 if empty else 1)
