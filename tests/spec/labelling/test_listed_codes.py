"""All 724 codes of the CMS list in claim files: CSV and FHIR, in each column, however written."""

import csv
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import polars as pl
import pytest

from adapters.inputs import read_source
from adapters.source import bytes_source
from hub.intake.labelled_records import labelled_records
from policies.labelling.code_list import usual_lists
from policies.labelling.program_registry import NOBODY_KNOWN
from schemas.code_system import CPT, HCPCS, ICD9CM, ICD10CM, ICD10PCS, MS_DRG, canonical
from schemas.record import record
from tests.builders.fhir import Json, concept, concepts, ndjson, period, resource, to

OPEN_YEAR = "2024-05-05"
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBSupportingInfoType"
KINDS = "http://terminology.hl7.org/CodeSystem/ex-diagnosistype"
HEADER = ("claim", "person", "type", "status", "start_day")


@record
class Listed:
    """A code of the list, where it belongs, and a day within its window."""

    code: str
    system: str
    element: str
    day: str


@cache
def listed() -> tuple[Listed, ...]:
    text = files("policies.labelling.lists").joinpath("cms_bfd.csv").read_text(encoding="utf-8")
    return tuple(
        Listed(
            code=line["code"],
            system=canonical(line["system"]),
            element=line["element"],
            day=_day(line["start"], line["end"]),
        )
        for line in csv.DictReader(text.splitlines())
    )


def _day(start: str, end: str) -> str:
    if start and start > "1971":
        return start
    return end or OPEN_YEAR


SPELLINGS = {
    "as listed": lambda code: code,
    "without its dot": lambda code: code.replace(".", ""),
    "in lower case": str.lower,
    "with blanks": lambda code: f"  {code} ",
    "without its dot, in lower case": lambda code: code.replace(".", "").lower(),
}
# Every column of a claim file that a code of its kind may stand in.
COLUMNS = {
    "diagnosis": ("principal_diagnosis", "admitting_diagnosis", "diagnosis"),
    "procedure": ("procedure",),
    "drg": ("drg",),
}
FORMS = {
    "bare": lambda system, code: code,
    "behind its system": lambda system, code: f"{system}|{code}",
    "after another": lambda system, code: f"{ICD10CM}|J00;{system}|{code}",
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_csv_claims_show_every_code(spelling, form):
    write = SPELLINGS[spelling]
    rows = []
    for number, one in enumerate(listed()):
        for column in COLUMNS[one.element]:
            if form == "after another" and column != "diagnosis":
                continue
            cells = (f"{number} {column}", "person-of-claims", "institutional", "paid", one.day)
            rows.append(
                dict(zip(HEADER, cells, strict=True))
                | {column: FORMS[form](one.system, write(one.code))}
            )

    assert _unlabelled(_csv("claim", rows)) == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_csv_claim_lines_show_every_service(spelling):
    rows = [
        {
            "claim": f"{number}",
            "line": "1",
            "person": "person-of-claims",
            "start_day": one.day,
            "procedure": SPELLINGS[spelling](one.code),
        }
        for number, one in enumerate(listed())
        if one.system in {CPT, HCPCS}
    ]

    assert len(rows) == 66
    assert _unlabelled(_csv("claim_line", rows)) == []


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_fhir_claims_show_every_code(spelling):
    benefits = [
        _benefit(f"{number}-{place}", one, part)
        for number, one in enumerate(listed())
        for place, part in enumerate(_parts(one, SPELLINGS[spelling](one.code)))
    ]

    assert len(benefits) > 724
    assert _unlabelled(ndjson(*benefits)) == []


def _parts(one: Listed, code: str) -> Iterable[Json]:
    """Yield each way in which an ExplanationOfBenefit can hold the code."""
    coded = concept((one.system, code))
    if one.element == "diagnosis":
        for kind in ("principal", "admitting", "secondary"):
            yield {
                "diagnosis": [
                    {
                        "sequence": 1,
                        "diagnosisCodeableConcept": coded,
                        "type": concepts((KINDS, kind)),
                    }
                ]
            }
    if one.element == "procedure":
        yield {"procedure": [{"sequence": 1, "procedureCodeableConcept": coded}]}
    if one.system in {CPT, HCPCS}:
        yield {"item": [{"sequence": 1, "productOrService": coded, "servicedDate": one.day}]}
    if one.element == "drg":
        yield {
            "supportingInfo": [{"sequence": 1, "category": concept((CARIN, "drg")), "code": coded}]
        }
        cold = concept((ICD10CM, "J00"))
        yield {
            "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": cold, "packageCode": coded}]
        }


def _benefit(key: str, one: Listed, part: Json) -> Json:
    visit = {"sequence": 1, "productOrService": concept((CPT, "99213")), "servicedDate": one.day}
    elements = {
        "status": "active",
        "use": "claim",
        "outcome": "complete",
        "type": concept(("http://terminology.hl7.org/CodeSystem/claim-type", "institutional")),
        "patient": to("Patient", "person-of-claims"),
        "insurer": to("Organization", "plan-a"),
        "provider": to("Organization", "hospital"),
        "billablePeriod": period(one.day, one.day),
        "item": [visit],
    }
    return resource("ExplanationOfBenefit", key, **(elements | part))


LOOKALIKES = {
    "tobacco": ("diagnosis", ICD10CM, "F17.210", OPEN_YEAR),
    "tobacco of ICD-9": ("diagnosis", ICD9CM, "305.1", OPEN_YEAR),
    "burns share digits with detoxification": ("diagnosis", ICD9CM, "946.2", OPEN_YEAR),
    "a DRG the day after its end": ("drg", MS_DRG, "522", "2007-10-02"),
    "MS-DRG 894": ("drg", MS_DRG, "894", OPEN_YEAR),
    "remission the day before it was new": ("diagnosis", ICD10CM, "F10.11", "2016-12-31"),
    "alcohol liver disease": ("diagnosis", ICD10CM, "K70.30", OPEN_YEAR),
    "a number of a code's digits": ("diagnosis", ICD10CM, "F10", OPEN_YEAR),
    "screening that CMS leaves out": ("procedure", HCPCS, "G0396", OPEN_YEAR),
    "buprenorphine that CMS leaves out": ("procedure", HCPCS, "J0571", OPEN_YEAR),
    "another inpatient procedure": ("procedure", ICD10PCS, "GZ3ZZZZ", OPEN_YEAR),
}


@pytest.mark.parametrize("form", ["bare", "behind its system"])
@pytest.mark.parametrize("name", LOOKALIKES)
def test_csv_claims_do_not_show_lookalikes(name, form):
    element, system, code, day = LOOKALIKES[name]
    column = COLUMNS[element][0]
    cells = ("c1", "person-of-claims", "institutional", "paid", day)
    given = dict(zip(HEADER, cells, strict=True)) | {column: FORMS[form](system, code)}

    assert _labels(_csv("claim", [given])) == [set()]


@pytest.mark.parametrize("name", LOOKALIKES)
def test_fhir_claims_do_not_show_lookalikes(name):
    element, system, code, day = LOOKALIKES[name]
    one = Listed(code=code, system=system, element=element, day=day)
    benefits = [_benefit(f"b{n}", one, part) for n, part in enumerate(_parts(one, code))]

    assert set().union(*_labels(ndjson(*benefits))) == set()


def test_a_service_in_a_diagnosis_column_is_a_fault_and_no_hit():
    given = dict(zip(HEADER, ("c1", "p1", "institutional", "paid", OPEN_YEAR), strict=True))
    source = _csv("claim", [given | {"principal_diagnosis": f"{HCPCS}|H0034"}])

    (batch,) = [batch for batch in read_source(source) if batch.table.name == "claim"]

    assert batch.faults["rule"].to_list() == ["code-system"]
    assert batch.rows.is_empty()


def _csv(table: str, rows: list[dict[str, str]]):
    names = dict.fromkeys(name for row in rows for name in row)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String))
    return bytes_source(frame.write_csv().encode(), f"{table}.csv")


def _labels(source) -> list[set[str]]:
    found = labelled_records(read_source(source), usual_lists(), NOBODY_KNOWN, "provenance")
    return [{label["label"] for label in one["labels"]} for one in found]


def _unlabelled(source) -> list[str]:
    found = list(labelled_records(read_source(source), usual_lists(), NOBODY_KNOWN, "provenance"))
    assert found
    return [one["id"] for one in found if "SUD" not in {label["label"] for label in one["labels"]}]
