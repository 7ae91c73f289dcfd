"""CMS137: initiation and engagement of substance use disorder treatment, as a table of situations.

Counts are written initial population, denominator, exclusion, numerator, of each rate.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import CONDITION_CATEGORY, SNOMEDCT
from schemas.period import Period
from tests.builders.records import row
from tests.builders.situations import counts_of_rates, in_set, rated
from tests.spec.measures import hospice

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("CMS137")
COLUMNS = MEASURE.rates[0].columns
DISORDER = "Substance Use Disorder"
SHORT, LONG = (f"Substance Use Disorder {kind} Acting Medication" for kind in ("Short", "Long"))
ENCOUNTER_DIAGNOSIS = (CONDITION_CATEGORY, "encounter-diagnosis")


def a(title):
    return in_set("CMS137", title)


def person(birth="1981-01-01", **cells):
    return row("person", birth_day=birth, **cells)


def visit(start="2026-05-05T08:00", end=None, title="Office Visit", **cells):
    cells = {"status": "finished", "type": a(title)} | cells
    end = end or (start.replace("T08", "T09") if start else None)
    return row("encounter", start=start, end=end, **cells)


def disorder(start="2026-05-05T08:30", **cells):
    cells = {
        "clinical_status": "active",
        "verification_status": "confirmed",
        "category": ENCOUNTER_DIAGNOSIS,
        "code": a(DISORDER),
    } | cells
    return row("condition", start=start, **cells)


def procedure(start, title="Psych Visit Psychotherapy", **cells):
    cells = {"stage": "done", "status": "completed", "code": a(title)} | cells
    return row("procedure", start=start, **cells)


def order(start, title=SHORT, **cells):
    cells = {"stage": "request", "status": "active", "intent": "order", "code": a(title)} | cells
    return row("medication", start=start, **cells)


def remote(start, title="Telephone Visits", key="t", **cells):
    """A visit that names the disorder c1 as its reason."""
    return [visit(start, title=title, encounter=key, **cells), named(key)]


def named(encounter, condition="c1", role="reason", **cells):
    return row("encounter_condition", encounter=encounter, condition=condition, role=role, **cells)


OUT = "0 0 0 0 | 0 0 0 0"
NEW, INITIATED = "1 1 0 0 | 1 1 0 0", "1 1 0 1 | 1 1 0 0"
ENGAGED, EXCLUDED = "1 1 0 1 | 1 1 0 1", "1 1 1 0 | 1 1 1 0"
# The index is 5 May 2026: day 13 is 18 May, day 14 is 19 May, the 60 days before begin on 6 March.
EPISODE = [person(), visit(encounter="i"), disorder(condition="c1")]
DAY_13, DAY_14 = "2026-05-18", "2026-05-19"
# Initiation on 18 May: the 34th day after it is 21 June.
BEGUN = [*EPISODE, procedure(DAY_13)]
DAY_34, DAY_35 = "2026-06-21", "2026-06-22"
TREATMENTS = {
    "treatment": lambda day: [procedure(day, "Substance Use Disorder Treatment")],
    "psychotherapy": lambda day: [procedure(day)],
    "short acting, given": lambda day: [procedure(day, f"{SHORT} Administration")],
    "long acting, given": lambda day: [procedure(day, f"{LONG} Administration")],
    "short acting, ordered": lambda day: [order(day)],
    "long acting, ordered": lambda day: [order(day, LONG)],
    "by telephone": lambda day: remote(day),
    "online": lambda day: remote(day, "Virtual Encounter"),
}
ACUTE = ("Emergency Department Evaluation and Management Visit", "Detoxification Visit")
VISITS = (
    "Initial Hospital Inpatient Visit",
    "Discharge Services Hospital Inpatient",
    "Discharge Services Hospital Inpatient Same Day Discharge",
)

VERIFIED = {
    None: OUT,
    "confirmed": OUT,
    "unconfirmed": OUT,
    "provisional": OUT,
    "differential": OUT,
    "refuted": NEW,
    "entered-in-error": NEW,
}

INDEX = {
    "a visit at which a disorder starts": (EPISODE, NEW),
    "no visit": ([person(), disorder()], OUT),
    "no disorder": ([person(), visit()], OUT),
    "another disorder": ([person(), visit(), disorder(code=(SNOMEDCT, "1"))], OUT),
    "another type": ([person(), visit(type=(SNOMEDCT, "1")), disorder()], OUT),
    "not finished": ([person(), visit(status="in-progress"), disorder()], OUT),
    "refuted": ([person(), visit(), disorder(verification_status="refuted")], OUT),
    "on the problem list": (
        [person(), visit(), disorder(category=(CONDITION_CATEGORY, "problem-list-item"))],
        OUT,
    ),
    "without a category": ([person(), visit(), disorder(category=None)], OUT),
    "resolved, no abatement": ([person(), visit(), disorder(clinical_status="resolved")], OUT),
    "starts at the first instant": ([person(), visit(), disorder("2026-05-05T08:00")], NEW),
    "starts a minute before": ([person(), visit(), disorder("2026-05-05T07:59")], OUT),
    "starts at the last instant": ([person(), visit(), disorder("2026-05-05T09:00")], NEW),
    "starts a minute after": ([person(), visit(), disorder("2026-05-05T09:01")], OUT),
    "starts on the day, the hour unknown": ([person(), visit(), disorder("2026-05-05")], OUT),
    "known by their days": (
        [person(), visit("2026-05-05", "2026-05-05"), disorder("2026-05-05")],
        NEW,
    ),
    "a stay of a month, starts in the month": (
        [
            person(),
            visit("2026-05-01", "2026-06-30", VISITS[1]),
            disorder("2026-05-01", date_precision="month"),
        ],
        NEW,
    ),
    "a stay until the midst of the month, starts in the month": (
        [
            person(),
            visit("2026-05-01", "2026-05-15", VISITS[1]),
            disorder("2026-05-01", date_precision="month"),
        ],
        OUT,
    ),
    "47 days before the end": (
        [person(), visit("2026-11-14T08:00"), disorder("2026-11-14T08:30")],
        NEW,
    ),
    "46 days before the end": (
        [person(), visit("2026-11-15T08:00"), disorder("2026-11-15T08:30")],
        OUT,
    ),
    "begins on the first day": (
        [person(), visit("2026-01-01T08:00"), disorder("2026-01-01T08:30")],
        NEW,
    ),
    "begins the day before": (
        [person(), visit("2025-12-31T08:00", "2026-01-01T09:00"), disorder("2026-01-01T08:30")],
        OUT,
    ),
    "ends after the period": (
        [person(), visit("2026-11-14T08:00", "2027-01-01"), disorder("2026-11-14T08:30")],
        OUT,
    ),
    "of two the first, by the hour": (
        [*EPISODE, visit("2026-05-05T09:30", "2026-05-05T10:30"), disorder("2026-05-05T10:00")],
        NEW,
    ),
    "the first of two is too late to initiate": (
        [
            *EPISODE,
            visit("2026-06-05T08:00"),
            disorder("2026-06-05T08:30"),
            procedure("2026-06-06"),
        ],
        NEW,
    ),
    "of two at one instant, one handed in twice": (
        [*EPISODE, visit(encounter="i"), procedure(DAY_13)],
        INITIATED,
    ),
    "of two at one instant, that of the first key": (
        [
            person(),
            disorder(condition="c1"),
            *remote("2026-05-05T08:00", key="a"),
            visit("2026-05-05T08:00", title="Telephone Visits", encounter="b"),
        ],
        NEW,
    ),
    "of two of one key at one instant, that of the first contributor": (
        [
            person(),
            disorder(condition="c1", contributor="a"),
            visit("2026-05-05T08:00", title="Telephone Visits", encounter="t", contributor="a"),
            named("t", contributor="a"),
            visit("2026-05-05T08:00", title="Telephone Visits", encounter="t", contributor="b"),
        ],
        NEW,
    ),
    "the example of the page": (
        [*BEGUN, procedure("2026-06-01"), *remote(DAY_34)],
        ENGAGED,
    ),
} | {
    f"by {title}": ([person(), visit(title=title), disorder()], NEW)
    for title in (*ACUTE, *VISITS, "Telephone Visits", "Virtual Encounter")
}

AGES = {
    "13 on the first day": ([person("2013-01-01"), *EPISODE[1:]], NEW),
    "13 on the day after": ([person("2013-01-02"), *EPISODE[1:]], OUT),
    "13 for sure, born in a year": (
        [person("2012-01-01", date_precision="year"), *EPISODE[1:]],
        NEW,
    ),
    "12 or 13, born in a year": (
        [person("2013-01-01", date_precision="year"), *EPISODE[1:]],
        OUT,
    ),
}

HISTORY = (
    {
        f"{name}, {when}": ([*EPISODE, *of_day(day)], expected)
        for name, of_day in TREATMENTS.items()
        for when, day, expected in (
            ("60 days before", "2026-03-06", OUT),
            ("61 days before", "2026-03-05", NEW),
        )
    }
    | {
        "treatment on the day before": ([*EPISODE, procedure("2026-05-04")], OUT),
        "treatment on the index day": ([*EPISODE, procedure("2026-05-05")], INITIATED),
        "a visit for the disorder": ([*EPISODE, *remote("2026-04-01", "Office Visit")], OUT),
        "a visit that nothing links": ([*EPISODE, visit("2026-04-01")], NEW),
        "a visit of a key that somebody else's condition is linked to": (
            [*EPISODE, visit("2026-04-01", encounter="d")],
            NEW,
        ),
        "a visit that names somebody else's condition": (
            [
                person(),
                visit(encounter="i"),
                disorder(condition="c0"),
                visit("2026-04-01", encounter="d"),
                named("d"),
            ],
            NEW,
        ),
        "an emergency visit for the disorder": ([*EPISODE, *remote("2026-04-01", ACUTE[0])], NEW),
        "detoxification for the disorder": ([*EPISODE, *remote("2026-04-01", ACUTE[1])], NEW),
        "an emergency visit that is an office visit too": (
            [*EPISODE, *remote("2026-04-01", type=[a(ACUTE[0]), a("Office Visit")])],
            OUT,
        ),
        "a visit that names it as diagnosis": (
            [*EPISODE, visit("2026-04-01", encounter="d"), named("d", role="diagnosis")],
            OUT,
        ),
        "a visit that names another condition": (
            [
                *EPISODE,
                visit("2026-04-01", encounter="d"),
                named("d", "c2"),
                row("condition", condition="c2", code=(SNOMEDCT, "1"), clinical_status="active"),
            ],
            NEW,
        ),
        **{
            f"a visit for a disorder, {status}": (
                [
                    *EPISODE,
                    visit("2026-04-01", encounter="d"),
                    named("d", "c2"),
                    disorder(
                        None, condition="c2", clinical_status=None, verification_status=status
                    ),
                ],
                outcome,
            )
            for status, outcome in VERIFIED.items()
        },
        "a visit of which one of the same key of another contributor is named": (
            [
                *EPISODE,
                visit("2026-04-01", encounter="d", contributor="a"),
                named("d", contributor="b"),
                disorder("2020-01-01", condition="c1", contributor="b"),
            ],
            NEW,
        ),
        "a visit that names one of the key of another contributor": (
            [
                *EPISODE,
                visit("2026-04-01", encounter="d", contributor="a"),
                named("d", "c9", contributor="a"),
                disorder("2020-01-01", condition="c9", contributor="b"),
            ],
            NEW,
        ),
    }
    | {
        f"a visit for the disorder by {title}": ([*EPISODE, *remote("2026-04-01", title)], OUT)
        for title in VISITS
    }
)

INITIATION = {
    f"{name}, {when}": ([*EPISODE, *of_day(day)], expected)
    for name, of_day in TREATMENTS.items()
    for when, day, expected in (
        ("on day 13", DAY_13, INITIATED),
        ("on day 14", DAY_14, NEW),
    )
} | {
    "the index encounter itself, by telephone": (
        [person(), *remote("2026-05-05T08:00"), disorder(condition="c1")],
        NEW,
    ),
    "another visit by telephone on the index day": (
        [
            person(),
            *remote("2026-05-05T08:00"),
            disorder(condition="c1"),
            *remote("2026-05-05T11:00", key="later", end="2026-05-05T12:00"),
        ],
        INITIATED,
    ),
    "a visit of the key of the index encounter, of another contributor": (
        [
            person(),
            visit("2026-05-05T08:00", title="Telephone Visits", encounter="t", contributor="a"),
            named("t", contributor="a"),
            disorder(condition="c1", contributor="a"),
            visit("2026-05-06", title="Telephone Visits", encounter="t", contributor="b"),
            named("t", contributor="b"),
            disorder("2020-01-01", condition="c1", contributor="b"),
        ],
        INITIATED,
    ),
    "an office visit for the disorder": ([*EPISODE, *remote(DAY_13, "Office Visit")], NEW),
    "by telephone, for something else": (
        [*EPISODE, visit(DAY_13, title="Telephone Visits")],
        NEW,
    ),
    "another procedure": ([*EPISODE, procedure(DAY_13, code=(SNOMEDCT, "1"))], NEW),
    "a procedure ordered": ([*EPISODE, procedure(DAY_13, stage="ordered")], NEW),
    "a procedure not completed": ([*EPISODE, procedure(DAY_13, status="in-progress")], NEW),
    "another medication": ([*EPISODE, order(DAY_13, code=(SNOMEDCT, "1"))], NEW),
    "an order completed": ([*EPISODE, order(DAY_13, status="completed")], INITIATED),
    "an order stopped": ([*EPISODE, order(DAY_13, status="stopped")], NEW),
    "an order planned": ([*EPISODE, order(DAY_13, intent="plan")], NEW),
    "an order not to": ([*EPISODE, order(DAY_13, do_not_perform=True)], NEW),
    "an order, not a prohibition": (
        [*EPISODE, order(DAY_13, do_not_perform=False)],
        INITIATED,
    ),
    "a dispensing with the marks of an order": ([*EPISODE, order(DAY_13, stage="dispense")], NEW),
    "an order by its own day": ([*EPISODE, order(None, authored=DAY_13)], INITIATED),
    "an order by the start of its validity": (
        [*EPISODE, order(None, validity=DAY_13)],
        INITIATED,
    ),
    "an order whose bounds begin too late": ([*EPISODE, order(DAY_14, authored=DAY_13)], NEW),
    "an order whose validity begins too late": (
        [*EPISODE, order(None, authored=DAY_13, validity=DAY_14)],
        INITIATED,
    ),
}

ENGAGEMENT = (
    {
        f"{name} and psychotherapy": (
            [*BEGUN, *of_day(DAY_34), procedure("2026-06-01")],
            ENGAGED,
        )
        for name, of_day in TREATMENTS.items()
    }
    | {
        f"{name} alone, {when}": ([*BEGUN, *of_day(day)], expected)
        for name, of_day in TREATMENTS.items()
        for when, day, expected in (
            ("the day after initiation", DAY_14, ENGAGED if "long" in name else INITIATED),
            ("on the day of initiation", DAY_13, INITIATED),
            ("on the 34th day", DAY_34, ENGAGED if "long" in name else INITIATED),
            ("on the 35th day", DAY_35, INITIATED),
        )
    }
    | {
        "two on one day": ([*BEGUN, procedure("2026-06-01"), procedure("2026-06-01")], ENGAGED),
        "one that was handed in twice": (
            [*BEGUN, *[procedure("2026-06-01", procedure="p")] * 2],
            INITIATED,
        ),
        "one that is a treatment and gives a medication": (
            [
                *BEGUN,
                procedure(
                    "2026-06-01",
                    code=[a(f"{SHORT} Administration"), a("Substance Use Disorder Treatment")],
                ),
            ],
            INITIATED,
        ),
        "three": ([*BEGUN, *[procedure(day) for day in (DAY_14, "2026-06-01", DAY_34)]], ENGAGED),
        "two on the first and the last day": (
            [*BEGUN, procedure(DAY_14), procedure(DAY_34)],
            ENGAGED,
        ),
        "two, one on the 35th day": ([*BEGUN, procedure(DAY_14), procedure(DAY_35)], INITIATED),
        "two, one on the day of initiation": (
            [*BEGUN, procedure(DAY_13), procedure(DAY_34)],
            INITIATED,
        ),
        "a procedure and an order of one key": (
            [*BEGUN, procedure("2026-06-01", procedure="p"), order("2026-06-01", medication="p")],
            ENGAGED,
        ),
        "two without initiation": ([*EPISODE, procedure(DAY_14), procedure("2026-06-01")], NEW),
        "a long acting medication without initiation": ([*EPISODE, order(DAY_14, LONG)], NEW),
        "counted from the first day of initiation": (
            [*EPISODE, procedure("2026-05-10"), procedure(DAY_13), procedure("2026-06-14")],
            INITIATED,
        ),
        "counted from the first day of initiation, a day less": (
            [*EPISODE, procedure("2026-05-10"), procedure(DAY_13), procedure("2026-06-13")],
            ENGAGED,
        ),
        "an office visit for the disorder and psychotherapy": (
            [*BEGUN, *remote("2026-06-01", "Office Visit"), procedure("2026-06-02")],
            INITIATED,
        ),
    }
)

CASES = {
    f"{part}: {name}": case
    for part, cases in {
        "index": INDEX,
        "age": AGES,
        "history": HISTORY,
        "initiation": INITIATION,
        "engagement": ENGAGEMENT,
    }.items()
    for name, case in cases.items()
} | {
    **hospice.situations(
        a, [*BEGUN, order("2026-06-01", LONG)], excluded=EXCLUDED, included=ENGAGED
    ),
    "hospice: without an index": ([person(), hospice.stay(a, "2026-06-01")], OUT),
}
STRATA = {
    "13": ([person("2013-01-01"), *EPISODE[1:]], "13-17"),
    "17": ([person("2008-01-02"), *EPISODE[1:]], "13-17"),
    "18": ([person("2008-01-01"), *EPISODE[1:]], "18-64"),
    "64": ([person("1961-01-02"), *EPISODE[1:]], "18-64"),
    "65": ([person("1961-01-01"), *EPISODE[1:]], "65+"),
    "over 89": ([person(None, over_89=True), *EPISODE[1:]], "65+"),
    "17 or 18": ([person("2008-01-01", date_precision="year"), *EPISODE[1:]], None),
    "64 or 65": ([person("1961-01-01", date_precision="year"), *EPISODE[1:]], None),
    "65 for sure": ([person("1960-01-01", date_precision="year"), *EPISODE[1:]], "65+"),
    "17 for sure": ([person("2009-01-01", date_precision="year"), *EPISODE[1:]], "13-17"),
    "no index": ([person()], None),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()} | {
    f"stratum: {name}": rows for name, (rows, _) in STRATA.items()
}


@pytest.fixture(scope="module")
def answered():
    return rated(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_substance_use_disorder_treatment(case, answered):
    assert counts_of_rates(answered[case], COLUMNS) == CASES[case][1]


@pytest.mark.parametrize("case", STRATA)
def test_substance_use_disorder_treatment_by_age(case, answered):
    ages = {found["age"] for found in answered[f"stratum: {case}"].values()}

    assert ages == {STRATA[case][1]}
