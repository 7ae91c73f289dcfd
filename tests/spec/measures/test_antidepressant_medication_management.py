"""CMS128: anti-depressant medication management, as a table of situations.

Counts are written initial population, denominator, exclusion, numerator, of each rate.
"""

from datetime import date

import pytest

from hub.measures.composition import criteria
from hub.measures.measure import measure_named
from schemas.code_system import CONDITION_CATEGORY, SNOMEDCT
from schemas.period import Period
from tests.builders.records import row
from tests.builders.situations import counts_of_rates, in_set, rated
from tests.spec.measures import hospice

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("CMS128")
COLUMNS = MEASURE.rates[0].columns
DRUG = "Antidepressant Medication"
# The criteria of hospice care, which other measures share, are tried here.
LENDS = tuple(name for name, _ in criteria(MEASURE.sql) if name.startswith(("hospice", "verified")))


def a(title):
    return in_set("CMS128", title)


def person(birth="1985-01-01", **cells):
    return row("person", birth_day=birth, **cells)


def visit(start="2026-01-05T08:00", title="Office Visit", **cells):
    cells = {"status": "finished", "type": a(title), "end": start} | cells
    return row("encounter", start=start, **cells)


def depression(start="2025-12-20", **cells):
    cells = {
        "clinical_status": "active",
        "verification_status": "confirmed",
        "category": (CONDITION_CATEGORY, "encounter-diagnosis"),
        "code": a("Major Depression"),
    } | cells
    return row("condition", start=start, **cells)


def dispensed(handed_over="2026-01-05T09:00", supply_days=30, **cells):
    cells = {"stage": "dispense", "status": "completed", "code": a(DRUG)} | cells
    return row("medication", handed_over=handed_over, supply_days=supply_days, **cells)


def ordered(**cells):
    """An order that supplies from 1 August to 22 September 2025, the 105th day before the index."""
    cells = {
        "stage": "request",
        "status": "active",
        "intent": "order",
        "code": a(DRUG),
        "start": "2025-08-01",
        "end": "2025-09-22",
    } | cells
    return row("medication", **cells)


OUT = "0 0 0 0 | 0 0 0 0"
STARTED, ACUTE = "1 1 0 0 | 1 1 0 0", "1 1 0 1 | 1 1 0 0"
BOTH, EXCLUDED = "1 1 0 1 | 1 1 0 1", "1 1 1 0 | 1 1 1 0"
ILL = [person(), depression(), visit()]
# The index is 5 January 2026: 114 days later is 29 April, 231 days later 24 August.
INDEXED = [*ILL, dispensed()]
KEPT = [*ILL, dispensed(supply_days=90)]

POPULATION = {
    "a first dispensing, depression, a visit": (INDEXED, STARTED),
    "no dispensing": (ILL, OUT),
    "another drug": ([*ILL, dispensed(code=(SNOMEDCT, "1"))], OUT),
    "an order, not a dispensing": ([*ILL, dispensed(stage="request")], OUT),
    "cancelled": ([*ILL, dispensed(status="cancelled")], OUT),
    "in progress": ([*ILL, dispensed(status="in-progress")], STARTED),
    "on hold": ([*ILL, dispensed(status="on-hold")], STARTED),
    "prepared, not said when handed over": (
        [*ILL, dispensed(None, prepared="2026-01-05")],
        STARTED,
    ),
    "prepared, for 84 days": (
        [*ILL, dispensed(None, 84, prepared="2026-01-05")],
        ACUTE,
    ),
    "prepared before the intake, handed over in it": (
        [
            person(),
            depression("2025-05-01"),
            visit("2025-05-01"),
            dispensed("2025-05-01", prepared="2025-04-30"),
        ],
        STARTED,
    ),
    "on the first day of intake": (
        [person(), depression("2025-05-01"), visit("2025-05-01"), dispensed("2025-05-01")],
        STARTED,
    ),
    "on the day before": (
        [person(), depression("2025-05-01"), visit("2025-05-01"), dispensed("2025-04-30")],
        OUT,
    ),
    "on the last day of intake": (
        [person(), depression("2026-04-30"), visit("2026-04-30"), dispensed("2026-04-30T23:59")],
        STARTED,
    ),
    "on the day after": (
        [person(), depression("2026-04-30"), visit("2026-04-30"), dispensed("2026-05-01T00:01")],
        OUT,
    ),
    "18 on the index day": ([person("2008-01-05"), *INDEXED[1:]], STARTED),
    "18 on the day after": ([person("2008-01-06"), *INDEXED[1:]], OUT),
    "18 at a second dispensing": (
        [person("2008-01-06"), *INDEXED[1:], dispensed("2026-02-05")],
        OUT,
    ),
    "18 for sure, born in a year": (
        [person("2007-01-01", date_precision="year"), *INDEXED[1:]],
        STARTED,
    ),
    "17 or 18, born in a year": (
        [person("2008-01-01", date_precision="year"), *INDEXED[1:]],
        OUT,
    ),
    "no day of birth": ([person(None), *INDEXED[1:]], OUT),
    "the example of the page": (
        [*ILL, dispensed(supply_days=60), dispensed("2026-03-01", 30)],
        ACUTE,
    ),
    "the example of the page, two days less": (
        [*ILL, dispensed(supply_days=60), dispensed("2026-03-01", 28)],
        STARTED,
    ),
}

DEPRESSION = {
    "none": ([person(), visit(), dispensed()], OUT),
    "another disorder": (
        [person(), visit(), dispensed(), depression(code=(SNOMEDCT, "1"))],
        OUT,
    ),
    "refuted": (
        [person(), visit(), dispensed(), depression(verification_status="refuted")],
        OUT,
    ),
    "on the problem list": (
        [
            person(),
            visit(),
            dispensed(),
            depression(category=(CONDITION_CATEGORY, "problem-list-item")),
        ],
        STARTED,
    ),
    "resolved, no abatement": (
        [person(), visit(), dispensed(), depression(clinical_status="resolved")],
        OUT,
    ),
    "resolved, abated": (
        [
            person(),
            visit(),
            dispensed(),
            depression(clinical_status="resolved", abatement="2026-01-01"),
        ],
        STARTED,
    ),
    "starts 60 days before": ([person(), visit(), dispensed(), depression("2025-11-06")], STARTED),
    "starts 61 days before": ([person(), visit(), dispensed(), depression("2025-11-05")], OUT),
    "starts 60 days after": ([person(), visit(), dispensed(), depression("2026-03-06")], STARTED),
    "starts 61 days after": ([person(), visit(), dispensed(), depression("2026-03-07")], OUT),
    "onset not said": ([person(), visit(), dispensed(), depression(None)], OUT),
    "starts in a month whose last day is 60 days after or less": (
        [
            person(),
            visit(),
            dispensed(),
            depression("2026-02-01", date_precision="month"),
        ],
        STARTED,
    ),
    "starts in a month whose last day is later": (
        [
            person(),
            visit(),
            dispensed(),
            depression("2026-03-01", date_precision="month"),
        ],
        OUT,
    ),
}

VISITS = {
    "none": ([person(), depression(), dispensed()], OUT),
    "not finished": ([person(), depression(), dispensed(), visit(status="planned")], OUT),
    "of another type": ([person(), depression(), dispensed(), visit(type=(SNOMEDCT, "1"))], OUT),
    "60 days before": ([person(), depression(), dispensed(), visit("2025-11-06")], STARTED),
    "61 days before": ([person(), depression(), dispensed(), visit("2025-11-05T23:00")], OUT),
    "60 days after": ([person(), depression(), dispensed(), visit("2026-03-06T23:00")], STARTED),
    "61 days after": ([person(), depression(), dispensed(), visit("2026-03-07")], OUT),
} | {
    title: ([person(), depression(), dispensed(), visit(title=title)], STARTED)
    for title in (
        "Preventive Care Services Established Office Visit, 18 and Up",
        "Preventive Care Services Initial Office Visit, 18 and Up",
        "Home Healthcare Services",
        "Annual Wellness Visit",
        "Nursing Facility Visit",
        "Psych Visit Diagnostic Evaluation",
        "Psych Visit Psychotherapy",
        "Telephone Visits",
        "Virtual Encounter",
    )
}

EARLIER_ORDERS = {
    "reaches the 105th day before": ([*KEPT, ordered()], EXCLUDED),
    "ends on the 106th day before": ([*KEPT, ordered(end="2025-09-21")], ACUTE),
    "begins the day before the index": (
        [*KEPT, ordered(start="2026-01-04", end="2026-04-01")],
        EXCLUDED,
    ),
    "begins on the index day": ([*KEPT, ordered(start="2026-01-05", end="2026-04-01")], ACUTE),
    "of another drug": ([*KEPT, ordered(code=(SNOMEDCT, "1"))], ACUTE),
    "completed": ([*KEPT, ordered(status="completed")], ACUTE),
    "a plan": ([*KEPT, ordered(intent="plan")], ACUTE),
    "a prohibition": ([*KEPT, ordered(do_not_perform=True)], ACUTE),
    "not a prohibition": ([*KEPT, ordered(do_not_perform=False)], EXCLUDED),
    "a dispensing with the marks of an order": ([*KEPT, ordered(stage="dispense")], ACUTE),
    "not said for how long": ([*KEPT, ordered(end=None)], ACUTE),
    "by the day of the order": (
        [*KEPT, ordered(start=None, authored="2025-08-01", supply_days=53, end=None)],
        EXCLUDED,
    ),
    "by the day of the order, a day less": (
        [*KEPT, ordered(start=None, authored="2025-08-01", supply_days=52, end=None)],
        ACUTE,
    ),
    "by the start of its validity": (
        [*KEPT, ordered(start=None, validity="2025-08-01", supply_days=53, end=None)],
        EXCLUDED,
    ),
    "the dosage bounds go before the day of the order": (
        [*KEPT, ordered(authored="2025-08-20", supply_days=52, end=None)],
        ACUTE,
    ),
    "the day of the order goes before the start of its validity": (
        [
            *KEPT,
            ordered(
                start=None,
                authored="2025-08-01",
                validity="2025-08-20",
                supply_days=52,
                end=None,
            ),
        ],
        ACUTE,
    ),
    "the supply goes before the end of the bounds": ([*KEPT, ordered(supply_days=52)], ACUTE),
    "with a refill": ([*KEPT, ordered(supply_days=27, refills=1, end=None)], EXCLUDED),
    "with a refill, a day less": ([*KEPT, ordered(supply_days=26, refills=1, end=None)], ACUTE),
    "by quantity and dose": (
        [
            *KEPT,
            ordered(quantity=106, dose=1, frequency=2, frequency_days=1, end=None),
        ],
        EXCLUDED,
    ),
    "by quantity and dose, a dose less": (
        [
            *KEPT,
            ordered(quantity=105, dose=1, frequency=2, frequency_days=1, end=None),
        ],
        ACUTE,
    ),
    "the days of supply go before quantity and dose": (
        [*KEPT, ordered(supply_days=52, quantity=200, dose=1, end=None)],
        ACUTE,
    ),
}

COVERED = {
    "84 days": ([*ILL, dispensed(supply_days=84)], ACUTE),
    "83 days": ([*ILL, dispensed(supply_days=83)], STARTED),
    "180 days": ([*ILL, dispensed(supply_days=180)], BOTH),
    "181 days": ([*ILL, dispensed(supply_days=181)], BOTH),
    "179 days": ([*ILL, dispensed(supply_days=179)], ACUTE),
    "not said for how long": ([*ILL, dispensed(supply_days=None)], STARTED),
    "for no day": ([*ILL, dispensed(supply_days=0), dispensed("2026-01-06", 83)], STARTED),
    "quantity and dose say how long": (
        [*ILL, dispensed(supply_days=None, quantity=168, dose=2, frequency=1, frequency_days=1)],
        ACUTE,
    ),
    "quantity and dose say a day less": (
        [*ILL, dispensed(supply_days=None, quantity=167, dose=2, frequency=1, frequency_days=1)],
        STARTED,
    ),
    "the days of supply go before quantity and dose": (
        [*ILL, dispensed(supply_days=83, quantity=200, dose=1)],
        STARTED,
    ),
    "two fills, one after the other": (
        [*ILL, dispensed(supply_days=42), dispensed("2026-02-16", 42)],
        ACUTE,
    ),
    "two fills that overlap by a day": (
        [*ILL, dispensed(supply_days=42), dispensed("2026-02-15", 42)],
        STARTED,
    ),
    "a fill within another": (
        [*ILL, dispensed(supply_days=83), dispensed("2026-01-10", 10)],
        STARTED,
    ),
    "a fill within another, then one that overlaps both": (
        [
            *ILL,
            dispensed(supply_days=60),
            dispensed("2026-01-10", 5),
            dispensed("2026-03-01", 29),
        ],
        ACUTE,
    ),
    "a fill within another, then one that overlaps both, a day less": (
        [
            *ILL,
            dispensed(supply_days=60),
            dispensed("2026-01-10", 5),
            dispensed("2026-03-01", 28),
        ],
        STARTED,
    ),
    "a fill within another, then one that overlaps both, for 180 days": (
        [
            *ILL,
            dispensed(supply_days=60),
            dispensed("2026-01-10", 5),
            dispensed("2026-03-01", 125),
        ],
        BOTH,
    ),
    "two on one day": ([*ILL, dispensed(supply_days=50), dispensed(supply_days=40)], STARTED),
    "two on one day, the longer long enough": (
        [*ILL, dispensed(supply_days=84), dispensed(supply_days=40)],
        ACUTE,
    ),
    "the last day of the acute phase": (
        [*ILL, dispensed(supply_days=83), dispensed("2026-04-29", 30)],
        ACUTE,
    ),
    "the day after it": ([*ILL, dispensed(supply_days=83), dispensed("2026-04-30", 30)], STARTED),
    "the last day of the continuation phase": (
        [*ILL, dispensed(supply_days=179), dispensed("2026-08-24", 30)],
        BOTH,
    ),
    "the day after that": (
        [*ILL, dispensed(supply_days=179), dispensed("2026-08-25", 30)],
        ACUTE,
    ),
    "before the intake the fill of a year": (
        [
            person(),
            depression("2025-05-01"),
            visit("2025-05-01"),
            dispensed("2025-04-30", 84),
            dispensed("2025-05-01", 1),
        ],
        STARTED,
    ),
    "before the intake the fill of a year and a day": (
        [
            person(),
            depression("2025-05-01"),
            visit("2025-05-01"),
            dispensed("2025-04-30", 85),
            dispensed("2025-05-01", 1),
        ],
        ACUTE,
    ),
    "a later fill lapsed, two gaps": (
        [
            *ILL,
            dispensed(supply_days=30),
            dispensed("2026-02-10", 30),
            dispensed("2026-03-20", 24),
        ],
        ACUTE,
    ),
}

CASES = {
    f"{part}: {name}": case
    for part, cases in {
        "population": POPULATION,
        "depression": DEPRESSION,
        "visit": VISITS,
        "earlier order": EARLIER_ORDERS,
        "covered": COVERED,
    }.items()
    for name, case in cases.items()
} | {
    **hospice.situations(a, KEPT, excluded=EXCLUDED, included=ACUTE),
    "hospice: covered for 180 days": (
        [*ILL, dispensed(supply_days=180), hospice.stay(a, "2026-06-01")],
        EXCLUDED,
    ),
    "hospice: without an index": ([*ILL, hospice.stay(a, "2026-06-01")], OUT),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return rated(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_antidepressant_medication_management(case, answered):
    assert counts_of_rates(answered[case], COLUMNS) == CASES[case][1]
