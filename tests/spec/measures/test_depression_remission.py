"""CMS159: depression remission at twelve months, as a table of situations.

Counts are written initial population, denominator, exclusion, numerator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import CONDITION_CATEGORY, LOINC, SNOMEDCT
from schemas.period import Period
from tests.builders.records import row
from tests.builders.situations import answers, counts, in_set

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("CMS159")
COLUMNS = MEASURE.rates[0].columns
HOSPICE_AT_HOME, HOSPICE_IN_FACILITY = "428361000124107", "428371000124100"


def a(title):
    return in_set("CMS159", title)


def person(birth="1980-01-01", **cells):
    return row("person", birth_day=birth, **cells)


def visit(start="2025-02-25T14:30", end="2025-02-25T14:50", **cells):
    cells = {"status": "finished", "type": a("Contact or Office Visit")} | cells
    return row("encounter", start=start, end=end, **cells)


def condition(title="Major Depression Including Remission", start="2024-05-24T00:00", **cells):
    cells = {
        "clinical_status": "active",
        "verification_status": "confirmed",
        "category": (CONDITION_CATEGORY, "problem-list-item"),
        "code": a(title),
    } | cells
    return row("condition", start=start, **cells)


def phq9(score=14, start="2025-02-25T14:35", **cells):
    cells = {"status": "final", "code": a("PHQ 9 and PHQ 9M Tools")} | cells
    value = None if score is None else float(score)
    return row("observation", value_number=value, start=start, **cells)


def assessed(code, start="2026-02-01T08:00", **cells):
    return row("observation", **{"status": "final", "code": code, "start": start} | cells)


def stay(end, disposition=HOSPICE_AT_HOME, **cells):
    cells = {"status": "finished", "type": a("Encounter Inpatient")} | cells
    disposition = None if disposition is None else (SNOMEDCT, disposition)
    return row(
        "encounter", start="2024-10-01T08:00", end=end, discharge_disposition=disposition, **cells
    )


def care(title, start, end=None, **cells):
    cells = {"stage": "done", "status": "completed", "code": a(title)} | cells
    return row("procedure", start=start, end=end, **cells)


def order(title, authored, **cells):
    cells = {"stage": "ordered", "status": "active", "intent": "order", "code": a(title)} | cells
    return row("procedure", authored=authored, **cells)


OUT, INDEXED, REMITTED, EXCLUDED = "0 0 0 0", "1 1 0 0", "1 1 0 1", "1 1 1 0"
ILL = [person(), condition()]
INDEX = [*ILL, visit(), phq9()]
# Twelve months after 25 February 2025, 60 days either side: 27 December 2025 to 26 April 2026.
FIRST, LAST = "2025-12-27", "2026-04-26"
BETTER = [*INDEX, phq9(3, "2026-02-19T14:30")]

ENCOUNTERS = {
    "a visit, an index": (INDEX, INDEXED),
    "no visit": ([*ILL, phq9()], OUT),
    "another type": ([*ILL, visit(type=(SNOMEDCT, "1")), phq9()], OUT),
    "not finished": ([*ILL, visit(status="in-progress"), phq9()], OUT),
    "no end": ([*ILL, visit(end=None), phq9()], OUT),
    "ends on the first day of identification": (
        [*ILL, visit("2024-11-01T08:00", "2024-11-01T09:00"), phq9(14, "2024-11-01")],
        INDEXED,
    ),
    "ends on the day before": (
        [*ILL, visit("2024-10-31T08:00", "2024-10-31T09:00"), phq9(14, "2024-10-31")],
        OUT,
    ),
    "begins before and ends inside": (
        [*ILL, visit("2024-10-31T08:00", "2024-11-01T09:00"), phq9(14, "2024-10-31")],
        INDEXED,
    ),
    "ends on the last day of identification": (
        [*ILL, visit("2025-10-31T08:00", "2025-10-31T09:00"), phq9(14, "2025-10-31")],
        INDEXED,
    ),
    "ends on the day after": (
        [*ILL, visit("2025-10-31T08:00", "2025-11-01T09:00"), phq9(14, "2025-10-31")],
        OUT,
    ),
}

DEPRESSION = {
    "none": ([person(), visit(), phq9()], OUT),
    "dysthymia": ([person(), condition("Dysthymia"), visit(), phq9()], INDEXED),
    "another disorder": ([person(), condition(code=(SNOMEDCT, "1")), visit(), phq9()], OUT),
    "as an encounter diagnosis": (
        [
            person(),
            condition(category=(CONDITION_CATEGORY, "encounter-diagnosis")),
            visit(),
            phq9(),
        ],
        INDEXED,
    ),
    "without a category": ([person(), condition(category=None), visit(), phq9()], INDEXED),
    "of another category": (
        [person(), condition(category=(CONDITION_CATEGORY, "sdoh")), visit(), phq9()],
        OUT,
    ),
    "refuted": (
        [person(), condition(verification_status="refuted"), visit(), phq9()],
        OUT,
    ),
    "entered in error": (
        [person(), condition(verification_status="entered-in-error"), visit(), phq9()],
        OUT,
    ),
    "unconfirmed": (
        [person(), condition(verification_status="unconfirmed"), visit(), phq9()],
        INDEXED,
    ),
    "provisional": (
        [person(), condition(verification_status="provisional"), visit(), phq9()],
        INDEXED,
    ),
    "differential": (
        [person(), condition(verification_status="differential"), visit(), phq9()],
        INDEXED,
    ),
    "verification not said": (
        [person(), condition(verification_status=None), visit(), phq9()],
        INDEXED,
    ),
    "begins at the last instant of the visit": (
        [person(), condition(start="2025-02-25T14:50"), visit(), phq9()],
        INDEXED,
    ),
    "begins a minute after the visit": (
        [person(), condition(start="2025-02-25T14:51"), visit(), phq9()],
        OUT,
    ),
    "abates at the first instant of the visit": (
        [person(), condition(abatement="2025-02-25T14:30"), visit(), phq9()],
        INDEXED,
    ),
    "abates a minute before the visit": (
        [person(), condition(abatement="2025-02-25T14:29"), visit(), phq9()],
        OUT,
    ),
    "its abatement ends during the visit": (
        [
            person(),
            condition(abatement="2025-01-01T08:00", abatement_end="2025-02-25T14:40"),
            visit(),
            phq9(),
        ],
        INDEXED,
    ),
    "begins on the day of the visit, the hour unknown": (
        [person(), condition(start="2025-02-25"), visit(), phq9()],
        OUT,
    ),
    "begins on the day of the visit, both days alone": (
        [person(), condition(start="2025-02-25"), visit("2025-02-25", "2025-02-25"), phq9()],
        INDEXED,
    ),
    "begins the day before, the hour unknown": (
        [person(), condition(start="2025-02-24"), visit(), phq9()],
        INDEXED,
    ),
    "abates on the day of the visit, the hour unknown": (
        [person(), condition(abatement="2025-02-25"), visit(), phq9()],
        OUT,
    ),
    "resolved, no abatement": (
        [person(), condition(clinical_status="resolved"), visit(), phq9()],
        OUT,
    ),
    "resolved, abated after the visit": (
        [
            person(),
            condition(clinical_status="resolved", abatement="2025-06-01T08:00"),
            visit(),
            phq9(),
        ],
        INDEXED,
    ),
    "clinical status not said, no abatement": (
        [person(), condition(clinical_status=None), visit(), phq9()],
        OUT,
    ),
    "recurrence": (
        [person(), condition(clinical_status="recurrence"), visit(), phq9()],
        INDEXED,
    ),
    "relapse": ([person(), condition(clinical_status="relapse"), visit(), phq9()], INDEXED),
    "begins in the year before the visit": (
        [person(), condition(start="2024-01-01", date_precision="year"), visit(), phq9()],
        INDEXED,
    ),
    "begins some day of the year of the visit": (
        [person(), condition(start="2025-01-01", date_precision="year"), visit(), phq9()],
        OUT,
    ),
    "onset not said": ([person(), condition(start=None), visit(), phq9()], INDEXED),
}

INDEX_SCORES = {
    "a score of 10": ([*ILL, visit(), phq9(10)], INDEXED),
    "a score of 9": ([*ILL, visit(), phq9(9)], OUT),
    "a score of nine and a half": ([*ILL, visit(), phq9(9.5)], INDEXED),
    "no score": ([*ILL, visit(), phq9(None)], OUT),
    "by the other tool of the list": (
        [*ILL, visit(), phq9(code=in_set("CMS159", "PHQ 9 and PHQ 9M Tools", 1))],
        INDEXED,
    ),
    "by another tool": ([*ILL, visit(), phq9(code=(LOINC, "55758-7"))], OUT),
    "amended": ([*ILL, visit(), phq9(status="amended")], INDEXED),
    "corrected": ([*ILL, visit(), phq9(status="corrected")], INDEXED),
    "preliminary": ([*ILL, visit(), phq9(status="preliminary")], OUT),
    "seven days before the visit": ([*ILL, visit(), phq9(14, "2025-02-18T00:01")], INDEXED),
    "eight days before the visit": ([*ILL, visit(), phq9(14, "2025-02-17T23:59")], OUT),
    "later on the day of the visit": ([*ILL, visit(), phq9(14, "2025-02-25T23:00")], INDEXED),
    "the day after the visit": ([*ILL, visit(), phq9(14, "2025-02-26T00:30")], OUT),
    "the first of two is the index": (
        [
            *ILL,
            visit(),
            phq9(14, "2025-02-20"),
            visit("2025-08-25T08:00", "2025-08-25T09:00"),
            phq9(14, "2025-08-25"),
            phq9(3, "2026-08-20"),
        ],
        INDEXED,
    ),
    "a low score comes first": (
        [
            *ILL,
            visit(),
            phq9(5, "2025-02-20"),
            visit("2025-08-25T08:00", "2025-08-25T09:00"),
            phq9(14, "2025-08-25"),
            phq9(3, "2026-08-20"),
        ],
        REMITTED,
    ),
    "12 on the day of the index": ([person("2013-02-25"), *INDEX[1:]], INDEXED),
    "12 on the day after the index": ([person("2013-02-26"), *INDEX[1:]], OUT),
    "12 at the second high score, 11 at the first": (
        [
            person("2013-06-01"),
            *INDEX[1:],
            visit("2025-08-25T08:00", "2025-08-25T09:00"),
            phq9(14, "2025-08-25"),
        ],
        OUT,
    ),
    "no day of birth": ([person(None), *INDEX[1:]], OUT),
    "12 for sure, born in a year": (
        [person("2012-01-01", date_precision="year"), *INDEX[1:]],
        INDEXED,
    ),
    "11 or 12, born in a year": (
        [person("2013-01-01", date_precision="year"), *INDEX[1:]],
        OUT,
    ),
}

REMISSION = {
    "the example of the page": (BETTER, REMITTED),
    "the example of the page, a score of 8 follows": ([*BETTER, phq9(8, "2026-04-20")], INDEXED),
    "a score of 4": ([*INDEX, phq9(4, "2026-02-19")], REMITTED),
    "a score of 5": ([*INDEX, phq9(5, "2026-02-19")], INDEXED),
    "on the first day of assessment": ([*INDEX, phq9(3, f"{FIRST}T00:01")], REMITTED),
    "on the day before": ([*INDEX, phq9(3, "2025-12-26T23:59")], INDEXED),
    "on the last day of assessment": ([*INDEX, phq9(3, f"{LAST}T23:59")], REMITTED),
    "on the day after": ([*INDEX, phq9(3, "2026-04-27T00:01")], INDEXED),
    "high, then low": ([*INDEX, phq9(8, "2026-01-19"), phq9(3, "2026-02-19")], REMITTED),
    "low, then high an hour later": (
        [*INDEX, phq9(3, "2026-02-19T08:00"), phq9(8, "2026-02-19T09:00")],
        INDEXED,
    ),
    "high, then low, then high after the assessment": (
        [*INDEX, phq9(8, "2026-01-19"), phq9(3, "2026-02-19"), phq9(20, "2026-05-19")],
        REMITTED,
    ),
    "low, then high but entered in error": (
        [*INDEX, phq9(3, "2026-01-19"), phq9(20, "2026-02-19", status="entered-in-error")],
        REMITTED,
    ),
    "low, then no score": ([*INDEX, phq9(3, "2026-01-19"), phq9(None, "2026-02-19")], INDEXED),
    "at one instant low and high": (
        [*INDEX, phq9(3, "2026-02-19"), phq9(8, "2026-02-19")],
        INDEXED,
    ),
    "at one instant low and no score": (
        [*INDEX, phq9(3, "2026-02-19"), phq9(None, "2026-02-19")],
        INDEXED,
    ),
    "counted from a leap day": (
        [
            person(),
            condition(start="2023-01-01"),
            visit("2024-11-30T08:00", "2024-11-30T09:00"),
            phq9(14, "2024-11-30"),
            phq9(3, "2026-01-29"),
        ],
        REMITTED,
    ),
    "by another tool": ([*INDEX, phq9(3, "2026-02-19", code=(LOINC, "55758-7"))], INDEXED),
}

HOSPICE = {
    "discharged to it at home": ([*BETTER, stay("2026-01-01T12:00")], EXCLUDED),
    "discharged to it in a facility": (
        [*BETTER, stay("2026-01-01T12:00", HOSPICE_IN_FACILITY)],
        EXCLUDED,
    ),
    "discharged elsewhere": ([*BETTER, stay("2026-01-01T12:00", "306689006")], REMITTED),
    "discharged, not said where": ([*BETTER, stay("2026-01-01T12:00", None)], REMITTED),
    "discharged on the last day": ([*BETTER, stay(f"{LAST}T12:00")], EXCLUDED),
    "discharged on the day after": ([*BETTER, stay("2026-04-27T12:00")], REMITTED),
    "discharged on the first day of identification": (
        [*BETTER, stay("2024-11-01T12:00")],
        EXCLUDED,
    ),
    "discharged on the day before": ([*BETTER, stay("2024-10-31T12:00")], REMITTED),
    "still an inpatient": ([*BETTER, stay(None)], REMITTED),
    "the stay is not finished": (
        [*BETTER, stay("2026-01-01T12:00", status="in-progress")],
        REMITTED,
    ),
    "discharged from another place": (
        [*BETTER, stay("2026-01-01T12:00", type=(SNOMEDCT, "1"))],
        REMITTED,
    ),
    "hospice encounter": (
        [*BETTER, visit("2025-12-31", "2026-01-01", type=a("Hospice Encounter"))],
        EXCLUDED,
    ),
    "hospice encounter, planned": (
        [*BETTER, visit("2026-01-01", None, type=a("Hospice Encounter"), status="planned")],
        EXCLUDED,
    ),
    "hospice encounter, cancelled": (
        [*BETTER, visit("2026-01-01", None, type=a("Hospice Encounter"), status="cancelled")],
        REMITTED,
    ),
    "hospice encounter, entered in error": (
        [
            *BETTER,
            visit("2026-01-01", None, type=a("Hospice Encounter"), status="entered-in-error"),
        ],
        REMITTED,
    ),
    "hospice encounter, status unknown": (
        [*BETTER, visit("2026-01-01", None, type=a("Hospice Encounter"), status="unknown")],
        REMITTED,
    ),
    "hospice encounter begins on the last day": (
        [*BETTER, visit(LAST, "2026-06-01", type=a("Hospice Encounter"))],
        EXCLUDED,
    ),
    "hospice encounter begins on the day after": (
        [*BETTER, visit("2026-04-27", "2026-06-01", type=a("Hospice Encounter"))],
        REMITTED,
    ),
    "hospice encounter ends on the first day of identification": (
        [*BETTER, visit("2024-01-01", "2024-11-01", type=a("Hospice Encounter"))],
        EXCLUDED,
    ),
    "hospice encounter ends on the day before": (
        [*BETTER, visit("2024-01-01", "2024-10-31", type=a("Hospice Encounter"))],
        REMITTED,
    ),
    "hospice encounter goes on": (
        [*BETTER, visit("2024-01-01", None, type=a("Hospice Encounter"), status="in-progress")],
        EXCLUDED,
    ),
    "assessed: yes": (
        [*BETTER, assessed((LOINC, "45755-6"), value=(SNOMEDCT, "373066001"))],
        EXCLUDED,
    ),
    "assessed: no": (
        [*BETTER, assessed((LOINC, "45755-6"), value=(SNOMEDCT, "373067005"))],
        REMITTED,
    ),
    "assessed: yes, preliminary": (
        [
            *BETTER,
            assessed((LOINC, "45755-6"), value=(SNOMEDCT, "373066001"), status="preliminary"),
        ],
        REMITTED,
    ),
    "assessed: yes, amended": (
        [*BETTER, assessed((LOINC, "45755-6"), value=(SNOMEDCT, "373066001"), status="amended")],
        EXCLUDED,
    ),
    "another assessment: yes": (
        [*BETTER, assessed((LOINC, "55758-7"), value=(SNOMEDCT, "373066001"))],
        REMITTED,
    ),
    "assessed: yes, after": (
        [*BETTER, assessed((LOINC, "45755-6"), "2026-04-27", value=(SNOMEDCT, "373066001"))],
        REMITTED,
    ),
    "ordered": ([*BETTER, order("Hospice Care Ambulatory", "2026-01-04")], EXCLUDED),
    "ordered on the last day": ([*BETTER, order("Hospice Care Ambulatory", LAST)], EXCLUDED),
    "ordered on the day after": (
        [*BETTER, order("Hospice Care Ambulatory", "2026-04-27")],
        REMITTED,
    ),
    "ordered and completed": (
        [*BETTER, order("Hospice Care Ambulatory", "2026-01-04", status="completed")],
        EXCLUDED,
    ),
    "ordered, said not to be a prohibition": (
        [*BETTER, order("Hospice Care Ambulatory", "2026-01-04", do_not_perform=False)],
        EXCLUDED,
    ),
    "the record of a service with the marks of an order": (
        [
            *BETTER,
            care(
                "Hospice Care Ambulatory",
                None,
                authored="2026-01-04",
                status="active",
                intent="order",
            ),
        ],
        REMITTED,
    ),
    "an order with the marks of a service": (
        [
            *BETTER,
            order("Hospice Care Ambulatory", None, start="2026-01-04", status="completed"),
        ],
        REMITTED,
    ),
    "ordered, revoked": (
        [*BETTER, order("Hospice Care Ambulatory", "2026-01-04", status="revoked")],
        REMITTED,
    ),
    "planned": (
        [*BETTER, order("Hospice Care Ambulatory", "2026-01-04", intent="plan")],
        REMITTED,
    ),
    "ordered not to be": (
        [*BETTER, order("Hospice Care Ambulatory", "2026-01-04", do_not_perform=True)],
        REMITTED,
    ),
    "performed": ([*BETTER, care("Hospice Care Ambulatory", "2026-01-04")], EXCLUDED),
    "performed from before to the first day": (
        [*BETTER, care("Hospice Care Ambulatory", "2024-01-01", "2024-11-01")],
        EXCLUDED,
    ),
    "performed before": ([*BETTER, care("Hospice Care Ambulatory", "2024-10-31")], REMITTED),
    "performed, status unknown": (
        [*BETTER, care("Hospice Care Ambulatory", "2026-01-04", status="unknown")],
        REMITTED,
    ),
    "another procedure": (
        [*BETTER, care("Hospice Care Ambulatory", "2026-01-04", code=(SNOMEDCT, "1"))],
        REMITTED,
    ),
    "diagnosed": ([*BETTER, condition("Hospice Diagnosis")], EXCLUDED),
    "diagnosed, refuted": (
        [*BETTER, condition("Hospice Diagnosis", verification_status="refuted")],
        REMITTED,
    ),
    "diagnosed after": ([*BETTER, condition("Hospice Diagnosis", "2026-04-27")], REMITTED),
    "diagnosed, over before": (
        [*BETTER, condition("Hospice Diagnosis", "2024-01-01", abatement="2024-10-31")],
        REMITTED,
    ),
    "diagnosed, the abatement ends on the first day": (
        [
            *BETTER,
            condition(
                "Hospice Diagnosis",
                "2024-01-01",
                abatement="2024-10-01",
                abatement_end="2024-11-01",
            ),
        ],
        EXCLUDED,
    ),
    "diagnosed, onset not said": ([*BETTER, condition("Hospice Diagnosis", None)], EXCLUDED),
    "diagnosed, over on the first day": (
        [*BETTER, condition("Hospice Diagnosis", "2024-01-01", abatement="2024-11-01")],
        EXCLUDED,
    ),
}

FACIT_PAL = (LOINC, "71007-9")

PALLIATIVE = {
    "assessed": ([*BETTER, assessed(FACIT_PAL)], EXCLUDED),
    "assessed, cancelled": ([*BETTER, assessed(FACIT_PAL, status="cancelled")], REMITTED),
    "assessed on the first day of identification": (
        [*BETTER, assessed(FACIT_PAL, "2024-11-01")],
        EXCLUDED,
    ),
    "assessed before": ([*BETTER, assessed(FACIT_PAL, "2024-10-31")], REMITTED),
    "assessed over a time that reaches in": (
        [*BETTER, assessed(FACIT_PAL, "2024-10-01", end="2024-11-02")],
        EXCLUDED,
    ),
    "diagnosed": ([*BETTER, condition("Palliative Care Diagnosis")], EXCLUDED),
    "diagnosed, resolved, no abatement": (
        [*BETTER, condition("Palliative Care Diagnosis", clinical_status="resolved")],
        REMITTED,
    ),
    "encounter": (
        [*BETTER, visit("2025-12-31", "2026-01-01", type=a("Palliative Care Encounter"))],
        EXCLUDED,
    ),
    "encounter, finished but not said when": (
        [*BETTER, visit("2024-01-01", None, type=a("Palliative Care Encounter"))],
        EXCLUDED,
    ),
    "encounter, over before": (
        [*BETTER, visit("2024-01-01", "2024-10-31", type=a("Palliative Care Encounter"))],
        REMITTED,
    ),
    "encounter, not finished": (
        [
            *BETTER,
            visit(
                "2025-12-31",
                "2026-01-01",
                type=a("Palliative Care Encounter"),
                status="in-progress",
            ),
        ],
        REMITTED,
    ),
    "encounter after": (
        [*BETTER, visit("2026-04-27", "2026-04-28", type=a("Palliative Care Encounter"))],
        REMITTED,
    ),
    "intervention": (
        [*BETTER, care("Palliative Care Intervention", "2026-01-04")],
        EXCLUDED,
    ),
    "intervention, not completed": (
        [*BETTER, care("Palliative Care Intervention", "2026-01-04", status="in-progress")],
        REMITTED,
    ),
    "intervention, only ordered": (
        [*BETTER, order("Palliative Care Intervention", "2026-01-04")],
        REMITTED,
    ),
}

OTHER_EXCLUSIONS = {
    "died on the last day of assessment": ([person(death=LAST), *BETTER[1:]], EXCLUDED),
    "died on the day after": ([person(death="2026-04-27"), *BETTER[1:]], REMITTED),
    "died in the year of the end of assessment": (
        [person(death="2026-01-01", date_precision="year"), *BETTER[1:]],
        REMITTED,
    ),
    "died in the year before": (
        [person(death="2025-01-01", date_precision="year"), *BETTER[1:]],
        EXCLUDED,
    ),
    "died, not said when": ([person(deceased=True), *BETTER[1:]], REMITTED),
    "bipolar": ([*BETTER, condition("Bipolar Disorder")], EXCLUDED),
    "bipolar since the last day": ([*BETTER, condition("Bipolar Disorder", LAST)], EXCLUDED),
    "bipolar since the day after": (
        [*BETTER, condition("Bipolar Disorder", "2026-04-27")],
        REMITTED,
    ),
    "bipolar, refuted": (
        [*BETTER, condition("Bipolar Disorder", verification_status="refuted")],
        REMITTED,
    ),
    "bipolar, over for long": (
        [*BETTER, condition("Bipolar Disorder", "2000-01-01", abatement="2001-01-01")],
        EXCLUDED,
    ),
    "bipolar, resolved, only the end of the abatement known": (
        [
            *BETTER,
            condition(
                "Bipolar Disorder",
                "2000-01-01",
                clinical_status="resolved",
                abatement_end="2001-01-01",
            ),
        ],
        EXCLUDED,
    ),
    "bipolar, resolved, no abatement": (
        [*BETTER, condition("Bipolar Disorder", clinical_status="resolved")],
        REMITTED,
    ),
    "bipolar, onset not said": ([*BETTER, condition("Bipolar Disorder", None)], EXCLUDED),
    "emotionally labile": (
        [*BETTER, condition("Personality Disorder Emotionally Labile")],
        EXCLUDED,
    ),
    "psychotic": ([*BETTER, condition("Schizophrenia or Psychotic Disorder")], EXCLUDED),
    "pervasive developmental": (
        [*BETTER, condition("Pervasive Developmental Disorder")],
        EXCLUDED,
    ),
    "another disorder": ([*BETTER, condition(code=(SNOMEDCT, "1"))], REMITTED),
    "excluded without an index": ([*ILL, visit(), condition("Bipolar Disorder")], OUT),
}

CASES = {
    f"{part}: {name}": case
    for part, cases in {
        "encounter": ENCOUNTERS,
        "depression": DEPRESSION,
        "index": INDEX_SCORES,
        "remission": REMISSION,
        "hospice": HOSPICE,
        "palliative care": PALLIATIVE,
        "exclusion": OTHER_EXCLUSIONS,
    }.items()
    for name, case in cases.items()
}
STRATA = {
    "12 on the day of the index": ([person("2013-02-25"), *BETTER[1:]], "12-17"),
    "17 on the day of the index": ([person("2007-02-26"), *BETTER[1:]], "12-17"),
    "18 on the day of the index": ([person("2007-02-25"), *BETTER[1:]], "18+"),
    "17 on the day of the index, 18 in the period": (
        [person("2008-01-01"), *BETTER[1:]],
        "12-17",
    ),
    "17 or 18, born in a year": (
        [person("2007-01-01", date_precision="year"), *BETTER[1:]],
        None,
    ),
    "18 for sure, born in a year": (
        [person("2006-01-01", date_precision="year"), *BETTER[1:]],
        "18+",
    ),
    "17 for sure, born in a year": (
        [person("2008-01-01", date_precision="year"), *BETTER[1:]],
        "12-17",
    ),
    "no index": ([person(), visit()], None),
}
SITUATIONS = {name: rows for name, (rows, _) in (CASES | STRATA).items()}


@pytest.fixture(scope="module")
def answered():
    return answers(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_depression_remission(case, answered):
    assert counts(answered[case], COLUMNS) == CASES[case][1]


@pytest.mark.parametrize("case", STRATA)
def test_depression_remission_by_age_at_the_index(case, answered):
    assert answered[case]["age"] == STRATA[case][1]
