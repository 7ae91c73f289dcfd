"""Labels: sensitivity by dated code lists, provenance by the registry of programs and evidence."""

from datetime import date

import polars as pl
import pytest

from policies.labelling.code_list import (
    UnknownList,
    catalogue,
    code_lists,
    usual_lists,
)
from policies.labelling.elements import ELEMENTS, NEVER_LISTED
from policies.labelling.label import label
from policies.labelling.program_registry import (
    NOBODY_KNOWN,
    program_registry,
    with_directory,
)
from schemas.code_system import (
    ACT_CODE,
    CPT,
    HCPCS,
    ICD9CM,
    ICD10CM,
    ICD10PCS,
    MS_DRG,
    NDC,
    PLACE_OF_SERVICE,
    REVENUE,
    RXNORM,
    SNOMEDCT,
    TAXONOMY,
)
from schemas.column import Kind
from schemas.records import TABLES
from tests.builders.batches import batch
from tests.builders.records import row

SUD = ["SUD"]
ALCOHOL = ["ETHUD", "SUD"]
OPIOIDS = ["OPIOIDUD", "SUD"]


def claim(**cells):
    filled = {"start": "2026-03-01", "type": "professional", "status": "paid"} | cells
    return row("claim", person="p", **filled)


def line(**cells):
    return row(
        "claim_line", **{"person": "p", "claim": "c", "line": 1, "start": "2026-03-01"} | cells
    )


def labelled(*rows, registry=NOBODY_KNOWN, mode="provenance", lists=None):
    table = rows[0].table
    return label(batch(table, *rows).rows, TABLES[table], lists or usual_lists(), registry, mode)


def sensitivity(*rows, **terms):
    return labelled(*rows, **terms)["sensitivity"].to_list()


def provenances(*rows, **terms):
    return labelled(*rows, **terms)["part2_provenance"].to_list()


def test_the_usual_list_is_that_of_cms_with_its_724_codes():
    cms = code_lists(["cms_bfd"]).codes

    assert cms.height == cms.unique(["element", "system", "code"]).height == 724
    assert cms["system"].value_counts().sort("count")["count"].to_list() == [4, 5, 57, 62, 149, 447]
    assert cms.filter(pl.col("start").is_not_null()).height == 53


HITS = {
    "an alcohol diagnosis": (claim(diagnosis=(ICD10CM, "F10.20")), ALCOHOL),
    "without its dot, in lower case, with blanks": (claim(diagnosis=(ICD10CM, " f1020 ")), ALCOHOL),
    "an opioid diagnosis": (claim(principal_diagnosis=(ICD10CM, "F11.20")), OPIOIDS),
    "an admitting diagnosis": (claim(admitting_diagnosis=(ICD10CM, "F14.20")), SUD),
    "remission counts": (claim(diagnosis=(ICD10CM, "F10.21")), ALCOHOL),
    "F55 counts": (claim(diagnosis=(ICD10CM, "F55.1")), SUD),
    "tobacco does not": (claim(diagnosis=(ICD10CM, "F17.210")), []),
    "tobacco of ICD-9 does not": (claim(diagnosis=(ICD9CM, "305.1")), []),
    "ICD-9": (claim(diagnosis=(ICD9CM, "303.90")), ALCOHOL),
    "alcohol liver disease does not": (claim(diagnosis=(ICD10CM, "K70.30")), []),
    "a DRG": (claim(drg=(MS_DRG, "897")), SUD),
    "a DRG behind words": (claim(drg=(MS_DRG, "MS-DRG 0897")), SUD),
    "DRG 894 does not": (claim(drg=(MS_DRG, "894")), []),
    "a DRG while it was in use": (claim(drg=(MS_DRG, "522"), start="2007-10-01"), SUD),
    "the day after": (claim(drg=(MS_DRG, "522"), start="2007-10-02"), []),
    "an inpatient procedure": (claim(procedure=(ICD10PCS, "HZ2ZZZZ")), SUD),
    "an ICD-9 procedure, dotted as a procedure": (claim(procedure=(ICD9CM, "94.62")), SUD),
    "an ICD-9 procedure, dotted as a diagnosis": (claim(procedure=(ICD9CM, "946.2")), SUD),
    "burns share digits with detoxification": (claim(diagnosis=(ICD9CM, "946.2")), []),
    "a procedure's code among diagnoses": (claim(diagnosis=(HCPCS, "H0034")), []),
    "a diagnosis's code among procedures": (claim(procedure=(ICD10CM, "F10.20")), []),
    "the code of another system": (claim(diagnosis=(SNOMEDCT, "F10.20")), []),
    "depression is of mental health": (claim(diagnosis=(ICD10CM, "F32.9")), ["MH"]),
    "a new code of an old category": (claim(diagnosis=(ICD10CM, "F32.A")), ["MH"]),
    "HIV": (claim(diagnosis=(ICD10CM, "B20")), ["HIV"]),
    "several": (claim(diagnosis=[(ICD10CM, "F32.9"), (ICD10CM, "F11.20")]), ["MH", *OPIOIDS]),
    "the common cold": (claim(diagnosis=(ICD10CM, "J00")), []),
    "no code at all": (claim(), []),
    "treatment by HCPCS": (line(procedure=(HCPCS, "H0015")), SUD),
    "treatment by CPT": (line(procedure=(CPT, "99408")), SUD),
    "screening that CMS leaves out": (line(procedure=(HCPCS, "G0396")), []),
    "naltrexone that CMS leaves out": (line(procedure=(HCPCS, "J2315")), []),
    "oral buprenorphine that CMS leaves out": (line(procedure=(HCPCS, "J0571")), []),
    "the implant that CMS has": (line(procedure=(HCPCS, "J0570")), OPIOIDS),
    "buprenorphine dispensed": (line(drug=(NDC, "12496120803")), OPIOIDS),
    "another drug": (line(drug=(NDC, "00002323260")), []),
    "SNOMED CT": (row("condition", person="p", code=(SNOMEDCT, "75544000")), SUD),
    "RxNorm": (
        row("medication", person="p", stage="request", status="active", code=(RXNORM, "1010600")),
        SUD,
    ),
    "an observed diagnosis": (
        row(
            "observation", person="p", status="final", code=("l", "x"), value=(SNOMEDCT, "7200002")
        ),
        SUD,
    ),
}
HITS["several"] = (HITS["several"][0], sorted(HITS["several"][1]))


@pytest.mark.parametrize(("given", "expected"), HITS.values(), ids=HITS)
def test_sensitivity(given, expected):
    assert sensitivity(given) == [expected]


WINDOWS = {
    "before the code was new": ({"start": "2019-12-31"}, []),
    "on its first day": ({"start": "2020-01-01"}, ALCOHOL),
    "a stay that ends in it": ({"start": "2019-12-30", "end": "2020-01-01"}, ALCOHOL),
    "a year that may be in it": ({"start": "2020-01-01", "date_precision": "year"}, ALCOHOL),
    "a year that cannot be": ({"start": "2019-01-01", "date_precision": "year"}, []),
    "no day at all": ({"start": None}, ALCOHOL),
}


@pytest.mark.parametrize(("days", "expected"), WINDOWS.values(), ids=WINDOWS)
def test_a_code_counts_within_its_days(days, expected):
    assert sensitivity(claim(diagnosis=(ICD10CM, "F10.130"), **days)) == [expected]


def test_a_code_that_begins_within_a_year_may_hit_any_day_of_it():
    coarse = line(procedure=(HCPCS, "G1028"), start="2021-01-01", date_precision="year")
    coarse_month = line(procedure=(HCPCS, "G1028"), start="2021-11-01", date_precision="month")
    early_month = line(procedure=(HCPCS, "G1028"), start="2021-10-01", date_precision="month")
    early_day = line(procedure=(HCPCS, "G1028"), start="2021-11-03")

    assert sensitivity(coarse) == sensitivity(coarse_month) == [OPIOIDS]
    assert sensitivity(early_month) == sensitivity(early_day) == [[]]


UNKNOWN_SYSTEMS = {
    "a system that nobody knows": ([("urn:local", "X1")], SUD),
    "no system": ([("", "X1")], SUD),
    "a local code beside a known one": ([("urn:local", "X1"), (CPT, "99213")], []),
}


@pytest.mark.parametrize(("codings", "expected"), UNKNOWN_SYSTEMS.values(), ids=UNKNOWN_SYSTEMS)
def test_a_procedure_that_nobody_can_read_is_sensitive(codings, expected):
    assert sensitivity(line(procedure=codings)) == [expected]


def test_one_such_procedure_is_found_among_others_and_in_its_own_column_alone():
    lines = [
        line(claim="a", procedure=(CPT, "99213")),
        line(claim="b", procedure=("urn:local", "X1")),
        line(claim="c", procedure=(None, "X1")),
    ]
    claims = [
        claim(claim="a", procedure=("urn:local", "X1"), drg=(MS_DRG, "470")),
        claim(claim="b", procedure=(ICD10PCS, "0DTJ4ZZ"), drg=("urn:local", "1")),
    ]
    visit = row("encounter", person="p", status="finished", type=("urn:local", "X1"))

    assert sensitivity(*lines) == [[], SUD, SUD]
    assert sensitivity(*claims) == [SUD, []]
    assert sensitivity(visit) == [[]]


def test_one_hit_labels_the_whole_claim_and_no_other():
    rows = [
        line(claim="a", line=1, procedure=(CPT, "99213")),
        line(claim="b", line=1, procedure=(CPT, "99213")),
        line(claim="a", line=2, procedure=(HCPCS, "H0015")),
        line(claim="a", line=3, place_of_service=(PLACE_OF_SERVICE, "58")),
    ]

    assert sensitivity(*rows) == [SUD, [], SUD, SUD]
    assert provenances(*rows) == ["yes", "unknown", "yes", "yes"]


EVIDENCE = {
    "residential facility": (line(place_of_service=(PLACE_OF_SERVICE, "55")), "yes"),
    "opioid treatment facility": (line(place_of_service=(PLACE_OF_SERVICE, "58")), "yes"),
    "before that code was": (
        line(place_of_service=(PLACE_OF_SERVICE, "58"), start="2019-12-31"),
        "unknown",
    ),
    "an office": (line(place_of_service=(PLACE_OF_SERVICE, "11")), "unknown"),
    "chemical dependency": (line(revenue=(REVENUE, "0906")), "yes"),
    "emergency room": (line(revenue=(REVENUE, "0450")), "unknown"),
    "a weekly bundle of opioid treatment programs": (line(procedure=(HCPCS, "G2067")), "yes"),
    "an office-based bundle": (line(procedure=(HCPCS, "G2086")), "unknown"),
    "a diagnosis is no evidence": (claim(diagnosis=(ICD10CM, "F11.20")), "unknown"),
}


@pytest.mark.parametrize(("given", "expected"), EVIDENCE.values(), ids=EVIDENCE)
def test_evidence_of_provenance(given, expected):
    assert provenances(given) == [expected]


REGISTER = pl.DataFrame(
    {
        "practice": [
            *("program", None, "plain", "former", "attested lately", "both", "both"),
            "attested once",
        ],
        "npi": [None, "1234567893", None, None, None, None, None, None],
        "part2": ["yes", "yes", "no", "yes", "no", "no", "yes", "no"],
        "start": [None, None, None, date(2020, 1, 1), date(2026, 3, 2), None, None, None],
        "end": [None, None, None, date(2026, 2, 28), None, None, None, date(2026, 3, 1)],
    }
)

STANDINGS = {
    "a registered program": ({"practice": "program"}, "yes"),
    "a clinician registered by NPI": ({"provider": "1234567893"}, "yes"),
    "a practice on the list of non-programs": ({"practice": "plain"}, "no"),
    "a clinician of a program at such a practice": (
        {"practice": "plain", "provider": "1234567893"},
        "yes",
    ),
    "nobody knows the practice": ({"practice": "elsewhere"}, "unknown"),
    "nobody is named": ({}, "unknown"),
    "after it was a program": ({"practice": "former"}, "unknown"),
    "on its last day as a program": ({"practice": "former", "start": "2026-02-28"}, "yes"),
    "a stay that began while it was one": (
        {"practice": "former", "start": "2026-02-28", "end": "2026-03-05"},
        "yes",
    ),
    "before it attested": ({"practice": "attested lately"}, "unknown"),
    "on the day of its attestation": ({"practice": "attested lately", "start": "2026-03-02"}, "no"),
    "a stay that began before": (
        {"practice": "attested lately", "start": "2026-03-01", "end": "2026-03-02"},
        "unknown",
    ),
    "a stay that ended with the attestation": (
        {"practice": "attested once", "start": "2026-02-27", "end": "2026-03-01"},
        "no",
    ),
    "a stay that goes on after the attestation": (
        {"practice": "attested once", "start": "2026-02-27", "end": "2026-03-02"},
        "unknown",
    ),
    "a year that the attestation does not cover": (
        {"practice": "attested lately", "start": "2026-01-01", "date_precision": "year"},
        "unknown",
    ),
    "said to be both": ({"practice": "both"}, "yes"),
    "attested, against the evidence": (
        {"practice": "plain", "place_of_service": (PLACE_OF_SERVICE, "55")},
        "yes",
    ),
}


@pytest.mark.parametrize(("cells", "expected"), STANDINGS.values(), ids=STANDINGS)
def test_standing(cells, expected):
    assert provenances(line(**cells), registry=program_registry(REGISTER)) == [expected]


def test_days_are_looked_at_also_where_others_stand_without_any():
    rows = [
        line(claim="a", practice="plain"),
        line(claim="b", practice="former", start="2026-02-28"),
        line(claim="c"),
    ]

    assert provenances(*rows, registry=program_registry(REGISTER)) == ["no", "yes", "unknown"]


def test_what_comes_from_a_program_is_sensitive_whatever_it_says():
    cold = claim(diagnosis=(ICD10CM, "J00"), practice="program")

    assert sensitivity(cold, registry=program_registry(REGISTER)) == [SUD]


SUBMITTERS = {
    "a program hands in": ("yes", {"practice": "plain"}, "yes"),
    "a program hands in a record that names nobody": ("yes", {}, "yes"),
    "an attested practice hands in its own": ("no", {}, "no"),
    "an attested practice hands in another's": ("no", {"practice": "elsewhere"}, "unknown"),
    "somebody hands in": ("unknown", {}, "unknown"),
}


@pytest.mark.parametrize(("submitter", "cells", "expected"), SUBMITTERS.values(), ids=SUBMITTERS)
def test_the_submitters_own_standing(submitter, cells, expected):
    registry = program_registry(REGISTER, submitter=submitter)

    assert provenances(line(**cells), registry=registry) == [expected]


def test_a_directory_teaches_the_registry_the_keys_of_its_practices():
    practices = batch(
        "practice",
        row("practice", practice="by number", npi="1234567893"),
        row("practice", practice="by taxonomy", taxonomy=(TAXONOMY, "261QM2800X")),
        row("practice", practice="by kind", kind="substance-use-program"),
        row("practice", practice="family", taxonomy=(TAXONOMY, "207Q00000X")),
    ).rows
    providers = batch(
        "provider",
        row("provider", provider="doctor", npi="1234567893"),
        row("provider", provider="counsellor", taxonomy=(TAXONOMY, "101YA0400X")),
        row("provider", provider="house", taxonomy=(TAXONOMY, "324500000X")),
    ).rows
    registry = with_directory(program_registry(REGISTER), practices=practices, providers=providers)

    names = ["by number", "by taxonomy", "by kind", "family"]
    told = [provenances(line(practice=name), registry=registry)[0] for name in names]

    assert told == ["yes", "yes", "yes", "unknown"]
    # A counsellor of addictions alone makes no program: what counts is the facility.
    doctors = ["doctor", "house", "counsellor"]
    told = [provenances(line(provider=name), registry=registry)[0] for name in doctors]
    assert told == ["yes", "yes", "unknown"]


def test_in_strict_mode_whatever_is_coded_for_substance_use_is_a_programs():
    rows = [
        claim(claim="a", diagnosis=(ICD10CM, "F11.20"), practice="plain"),
        claim(claim="b", diagnosis=(ICD10CM, "F32.9"), practice="plain"),
    ]
    registry = program_registry(REGISTER)

    assert provenances(*rows, registry=registry) == ["no", "no"]
    assert provenances(*rows, registry=registry, mode="strict") == ["yes", "no"]
    assert sensitivity(*rows, registry=registry, mode="strict") == [OPIOIDS, ["MH"]]


SENSITIVE = ("ETH", "ETHUD", "GDIS", "HIV", "MH", "OPIOIDUD", "PSY", "PSYTHPN", "SDV", "SEX", "SUD")


@pytest.mark.parametrize("code", [*SENSITIVE, "NODSCLCD", "NORDSCLCD"])
@pytest.mark.parametrize("spelled", [str.upper, str.lower])
def test_each_code_of_sensitivity_and_refrain_that_came_is_kept(code, spelled):
    given = row(
        "condition", person="p", code=(ICD10CM, "J00"), security=[(ACT_CODE, spelled(code))]
    )

    assert code in sensitivity(given)[0]


REASONS = {
    "an encounter": row("encounter", person="p", status="finished", reason=(ICD10CM, "F10.20")),
    "a procedure": row(
        "procedure",
        person="p",
        stage="done",
        status="completed",
        code=(CPT, "99213"),
        reason=(ICD10CM, "F10.20"),
    ),
}


@pytest.mark.parametrize("given", REASONS.values(), ids=REASONS)
def test_why_it_was_done_labels_it_too(given):
    assert sensitivity(given) == [ALCOHOL]


def test_a_stay_is_placed_by_its_admission_where_nothing_else_says_when():
    old = claim(drg=(MS_DRG, "522"), start=None, admission="2007-09-30")
    new = claim(drg=(MS_DRG, "522"), start=None, admission="2007-10-02")

    assert sensitivity(old) == [SUD]
    assert sensitivity(new) == [[]]


CAME = {
    "a sensitivity code": ([(ACT_CODE, "PSY")], ["PSY"], "no"),
    "a narrower one": ([(ACT_CODE, "OPIOIDUD")], OPIOIDS, "no"),
    "a policy": ([(ACT_CODE, "42CFRPart2")], SUD, "yes"),
    "a confidentiality says nothing of substance": (
        [("http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "R")],
        [],
        "no",
    ),
}


@pytest.mark.parametrize(("security", "labels", "expected"), CAME.values(), ids=CAME)
def test_a_label_that_came_with_a_record_is_never_lowered(security, labels, expected):
    registry = program_registry(REGISTER)
    given = claim(security=security, practice="plain")

    assert sensitivity(given, registry=registry) == [labels]
    assert provenances(given, registry=registry) == [expected]


ALTERNATIVES = {
    "tobacco": ("tobacco", claim(diagnosis=(ICD10CM, "F17.210")), SUD),
    "G0396": ("screening", line(procedure=(HCPCS, "G0396")), SUD),
    "J2315": ("treatment_medication", line(procedure=(HCPCS, "J2315")), SUD),
    "J0571": ("treatment_medication", line(procedure=(HCPCS, "J0571")), OPIOIDS),
    "H0001": ("treatment_services", line(procedure=(HCPCS, "H0001")), SUD),
    "J0592": ("analgesic_buprenorphine", line(procedure=(HCPCS, "J0592")), OPIOIDS),
    "K70": ("consequences", claim(diagnosis=(ICD10CM, "K70.30")), ["ETH"]),
    "DRG 894": ("left_against_advice", claim(drg=(MS_DRG, "894")), SUD),
}


@pytest.mark.parametrize(("name", "given", "expected"), ALTERNATIVES.values(), ids=ALTERNATIVES)
def test_a_conflict_of_the_lists_is_a_choice(name, given, expected):
    assert sensitivity(given, lists=code_lists(["cms_bfd"])) == [[]]
    assert sensitivity(given, lists=code_lists(["cms_bfd", name])) == [expected]


def test_a_category_can_be_taken_out():
    given = claim(diagnosis=(ICD10CM, "F55.1"))

    assert sensitivity(given, lists=code_lists(["cms_bfd"], without=["non-psychoactive"])) == [[]]


def test_a_list_of_ones_own_is_read_like_the_others():
    own = {
        "state": "code,system,element,label,category,start,end,source\nZ30*,ICD10CM,diagnosis,SEX,reproductive,,,the state\n"
    }
    lists = code_lists(["cms_bfd"], own=own)

    assert sensitivity(claim(diagnosis=(ICD10CM, "Z30.09")), lists=lists) == [["SEX"]]
    assert lists.version.startswith("cms_bfd 62b2d2e8, state (sha256 ")


def test_the_version_tells_lists_apart():
    versions = {code_lists(["cms_bfd"]).version, code_lists(["cms_bfd", "tobacco"]).version}
    versions |= {code_lists(["cms_bfd"], without=["remission"]).version, usual_lists().version}

    assert len(versions) == 4
    assert code_lists(["cms_bfd"]).version == code_lists(["cms_bfd"]).version


def test_each_list_says_where_it_is_from():
    assert {"cms_bfd", "clinical_terms"} < {n for n, about in catalogue().items() if about["usual"]}
    assert all(about["source"] and about["title"] for about in catalogue().values())
    with pytest.raises(UnknownList):
        code_lists(["nobody's"])


def test_every_coded_column_is_either_looked_at_or_said_to_need_no_look():
    coded = {
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if column.kind is Kind.CODES and column.name != "security"
    }
    looked_at = {(table, column) for table, columns in ELEMENTS.items() for column in columns}

    assert looked_at | NEVER_LISTED == coded
    assert looked_at & NEVER_LISTED == set()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_can_be_labelled_also_without_rows(table):
    empty = label(batch(table).rows, TABLES[table], usual_lists(), NOBODY_KNOWN)

    assert empty.height == 0
    assert empty.schema["sensitivity"] == pl.List(pl.String)
    assert empty.schema["part2_provenance"] == pl.String


def test_a_directory_is_no_record_of_a_person():
    given = row("practice", practice="x", taxonomy=(TAXONOMY, "261QM2800X"))

    assert provenances(given) == ["no"]
    assert sensitivity(given) == [[]]
