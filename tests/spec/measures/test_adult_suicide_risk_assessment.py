"""CMS161: suicide risk assessment of adults with major depression, as a table of situations.

Counts are written initial population, denominator, numerator; each visit counts.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import ACT_CODE, SNOMEDCT
from schemas.period import Period
from tests.builders.records import row
from tests.builders.situations import answers, counts, in_set

PERIOD = Period(first=date(2024, 1, 1), last=date(2024, 12, 31))
MEASURE = measure_named("CMS161")
COLUMNS = MEASURE.rates[0].columns
DEPRESSION = "Major Depressive Disorder Active"
RISK = (SNOMEDCT, "225337009")


def a(title):
    return in_set("CMS161", title)


def person(birth="1979-01-01", **cells):
    return row("person", birth_day=birth, **cells)


def visit(start="2024-08-05T14:30", end="2024-08-05T15:00", title="Office Visit", **cells):
    cells = {
        "status": "finished",
        "class": (ACT_CODE, "AMB"),
        "type": a(title),
        "reason": a(DEPRESSION),
    } | cells
    return row("encounter", start=start, end=end, **cells)


def assessed(start="2024-08-05T14:45", **cells):
    cells = {"stage": "done", "status": "completed", "code": RISK} | cells
    return row("procedure", start=start, **cells)


def named(encounter, condition, **cells):
    return row("encounter_condition", encounter=encounter, condition=condition, **cells)


def linked(code=None, *, sent_by="", named_by="", role="diagnosis", condition="c1"):
    """A visit without a coded reason, and a condition that it may name."""
    return [
        person(),
        visit(reason=None, encounter="e1", contributor=sent_by),
        row(
            "condition", condition="c1", code=code or a(DEPRESSION), contributor=named_by or sent_by
        ),
        named("e1", condition, role=role, contributor=named_by or sent_by),
    ]


def day(text):
    """A visit on that day."""
    return visit(f"{text}T08:00", f"{text}T09:00")


OUT, VISITED, ASSESSED = "0 0 0", "1 1 0", "1 1 1"
SEEN = [person(), visit()]

VISITS = {
    "a visit for depression": (SEEN, VISITED),
    "none": ([person()], OUT),
    "not finished": ([person(), visit(status="in-progress")], OUT),
    "of another type": ([person(), visit(type=(SNOMEDCT, "1"))], OUT),
    "not ambulatory": ([person(), visit(**{"class": (ACT_CODE, "IMP")})], OUT),
    "not said whether ambulatory": ([person(), visit(**{"class": None})], OUT),
    "for another reason": ([person(), visit(reason=(SNOMEDCT, "1"))], OUT),
    "begins on the first day": (
        [person(), visit("2024-01-01T00:00", "2024-01-01T01:00")],
        VISITED,
    ),
    "begins the day before": ([person(), visit("2023-12-31T23:30", "2024-01-01T01:00")], OUT),
    "ends on the last day": ([person(), visit("2024-12-31T08:00", "2024-12-31T23:59")], VISITED),
    "ends the day after": ([person(), visit("2024-12-31T23:30", "2025-01-01T00:30")], OUT),
    "handed in twice": ([person(), visit(encounter="e9"), visit(encounter="e9")], VISITED),
    "of two contributors under one key": (
        [
            person(),
            visit(encounter="e9", contributor="a"),
            visit(encounter="e9", contributor="b"),
        ],
        "2 2 0",
    ),
    "17 on the first day": ([person("2007-01-01"), visit()], VISITED),
    "17 on the day after": ([person("2007-01-02"), visit()], OUT),
    "17 for sure, born in a year": (
        [person("2006-01-01", date_precision="year"), visit()],
        VISITED,
    ),
    "16 or 17, born in a year": ([person("2007-01-01", date_precision="year"), visit()], OUT),
    "known to be over 89": ([person(None, over_89=True), visit()], VISITED),
} | {
    title: ([person(), visit(title=title)], VISITED)
    for title in (
        "Psych Visit Diagnostic Evaluation",
        "Emergency Department Evaluation and Management Visit",
        "Outpatient Consultation",
        "Psych Visit Psychotherapy",
        "Psychoanalysis",
        "Telehealth Services",
    )
}

REASONS = {
    "a condition as diagnosis": (linked(), VISITED),
    "a condition as reason": (linked(role="reason"), VISITED),
    "another condition": (linked((SNOMEDCT, "1")), OUT),
    "a condition that is not there": (linked(condition="c2"), OUT),
    "nothing names the condition": (linked()[:3], OUT),
    "another visit names it": ([*linked()[:3], named("e2", "c1", contributor="")], OUT),
    "another contributor's visit names one of the same key": (
        linked(sent_by="a", named_by="b"),
        OUT,
    ),
    "another contributor's condition of the same key": (
        [
            person(),
            visit(reason=None, encounter="e1", contributor="a"),
            row("condition", condition="c1", code=a(DEPRESSION), contributor="b"),
            named("e1", "c1", contributor="a"),
        ],
        OUT,
    ),
}

EPISODES = {
    "another ended 104 days before": ([person(), day("2024-04-23"), day("2024-08-05")], VISITED),
    "another ended 105 days before": ([person(), day("2024-04-22"), day("2024-08-05")], "2 2 0"),
    "another ended the day before": ([person(), day("2024-08-04"), day("2024-08-05")], VISITED),
    "two on one day": ([person(), day("2024-08-05"), day("2024-08-05")], "2 2 0"),
    "another before the period": ([person(), day("2023-12-01"), day("2024-01-15")], OUT),
    "another before the period, long ago": (
        [person(), day("2023-09-01"), day("2024-01-15")],
        VISITED,
    ),
    "another began long before and ended 104 days before": (
        [person(), visit("2023-12-01", "2024-04-23"), visit()],
        OUT,
    ),
    "another for something else": (
        [person(), visit("2024-06-01", "2024-06-01", reason=(SNOMEDCT, "1")), visit()],
        VISITED,
    ),
    "three, each within 104 days of the one before": (
        [person(), day("2024-02-01"), day("2024-04-01"), day("2024-06-01")],
        VISITED,
    ),
    "the example of the page": (
        [
            person(),
            day("2024-02-01"),
            day("2024-03-15"),
            day("2024-08-05"),
            assessed("2024-02-01T08:30"),
            assessed("2024-03-15T08:30"),
            assessed("2024-08-05T08:30"),
        ],
        "2 2 2",
    ),
}

ASSESSMENTS = {
    "during the visit": ([*SEEN, assessed()], ASSESSED),
    "twice during the visit": ([*SEEN, assessed(), assessed("2024-08-05T14:50")], ASSESSED),
    "as an observation": (
        [*SEEN, row("observation", start="2024-08-05T14:45", status="final", code=RISK)],
        VISITED,
    ),
    "another procedure": ([*SEEN, assessed(code=(SNOMEDCT, "1"))], VISITED),
    "not completed": ([*SEEN, assessed(status="in-progress")], VISITED),
    "ordered": ([*SEEN, assessed(stage="ordered")], VISITED),
    "at the first instant": ([*SEEN, assessed("2024-08-05T14:30")], ASSESSED),
    "a minute before": ([*SEEN, assessed("2024-08-05T14:29")], VISITED),
    "at the last instant": ([*SEEN, assessed("2024-08-05T15:00")], ASSESSED),
    "a minute after": ([*SEEN, assessed("2024-08-05T15:01")], VISITED),
    "to the last instant": ([*SEEN, assessed(end="2024-08-05T15:00")], ASSESSED),
    "beyond the last instant": ([*SEEN, assessed(end="2024-08-05T15:01")], VISITED),
    "on the day, the hour unknown": ([*SEEN, assessed("2024-08-05")], VISITED),
    "ends on the day, the hour unknown": ([*SEEN, assessed(end="2024-08-05")], VISITED),
    "a visit known by its day, a procedure by its day": (
        [person(), visit("2024-08-05", "2024-08-05"), assessed("2024-08-05")],
        ASSESSED,
    ),
    "a visit of two days, a procedure beyond": (
        [person(), visit("2024-08-05", "2024-08-06"), assessed("2024-08-06", end="2024-08-07")],
        VISITED,
    ),
    "a visit of three days, in the midst, the hour unknown": (
        [person(), visit("2024-08-04T08:00", "2024-08-06T09:00"), assessed("2024-08-05")],
        ASSESSED,
    ),
}

CASES = {
    f"{part}: {name}": case
    for part, cases in {
        "visit": VISITS,
        "reason": REASONS,
        "episode": EPISODES,
        "assessment": ASSESSMENTS,
    }.items()
    for name, case in cases.items()
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return answers(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_adult_suicide_risk_assessment(case, answered):
    assert counts(answered[case], COLUMNS) == CASES[case][1]
