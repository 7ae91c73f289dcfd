"""CMS177: suicide risk assessment of children with major depression, as a table of situations.

Counts are written initial population, denominator, numerator; each visit counts.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import SNOMEDCT
from schemas.period import Period
from tests.builders.records import row
from tests.builders.situations import answers, counts, in_set

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("CMS177")
COLUMNS = MEASURE.rates[0].columns
DEPRESSION = "Major Depressive Disorder Active"
RISK = (SNOMEDCT, "225337009")


def a(title):
    return in_set("CMS177", title)


def person(birth="2014-01-01", **cells):
    return row("person", birth_day=birth, **cells)


def visit(start="2026-03-27T14:30", end="2026-03-27T15:00", title="Office Visit", **cells):
    cells = {"status": "finished", "type": a(title), "reason": a(DEPRESSION)} | cells
    return row("encounter", start=start, end=end, **cells)


def procedure(start="2026-03-27T14:45", **cells):
    cells = {"stage": "done", "status": "completed", "code": RISK} | cells
    return row("procedure", start=start, **cells)


def observation(start="2026-03-27T14:45", **cells):
    return row("observation", start=start, **({"status": "final", "code": RISK} | cells))


def named(encounter, condition, **cells):
    return row("encounter_condition", encounter=encounter, condition=condition, **cells)


def linked(code=None, *, sent_by="", named_by="", role="reason", condition="c1"):
    """A visit without a coded reason, and a condition that it may name."""
    return [
        person(),
        visit(reason=None, encounter="e1", contributor=sent_by),
        row(
            "condition",
            condition="c1",
            code=code or a(DEPRESSION),
            contributor=named_by or sent_by,
        ),
        named("e1", condition, role=role, contributor=named_by or sent_by),
    ]


OUT, VISITED, ASSESSED = "0 0 0", "1 1 0", "1 1 1"
SEEN = [person(), visit()]

VISITS = {
    "a visit for depression": (SEEN, VISITED),
    "none": ([person()], OUT),
    "two": ([*SEEN, visit("2026-07-12", "2026-07-12")], "2 2 0"),
    "not finished": ([person(), visit(status="in-progress")], OUT),
    "of another type": ([person(), visit(type=(SNOMEDCT, "1"))], OUT),
    "for another reason": ([person(), visit(reason=(SNOMEDCT, "1"))], OUT),
    "begins on the first day": (
        [person(), visit("2026-01-01T00:00", "2026-01-01T01:00")],
        VISITED,
    ),
    "begins the day before": ([person(), visit("2025-12-31T23:30", "2026-01-01T01:00")], OUT),
    "ends on the last day": ([person(), visit("2026-12-31T08:00", "2026-12-31T23:59")], VISITED),
    "ends the day after": ([person(), visit("2026-12-31T23:30", "2027-01-01T00:30")], OUT),
    "not said when it ended": ([person(), visit(end=None)], OUT),
    "handed in twice": ([person(), visit(encounter="e9"), visit(encounter="e9")], VISITED),
    "of two contributors under one key": (
        [
            person(),
            visit(encounter="e9", contributor="a"),
            visit(encounter="e9", contributor="b"),
        ],
        "2 2 0",
    ),
    "the example of the page": (
        [
            *SEEN,
            visit("2026-07-12T11:30", "2026-07-12T12:00"),
            procedure(),
            procedure("2026-07-12T12:05"),
        ],
        "2 2 1",
    ),
} | {
    title: ([person(), visit(title=title)], VISITED)
    for title in (
        "Outpatient Consultation",
        "Psych Visit Diagnostic Evaluation",
        "Psych Visit for Family Psychotherapy",
        "Psych Visit Psychotherapy",
        "Psychoanalysis",
        "Group Psychotherapy",
        "Telephone Visits",
    )
}

REASONS = {
    "a condition as reason": (linked(), VISITED),
    "a condition as diagnosis": (linked(role="diagnosis"), VISITED),
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
    "coded and named": ([*linked(), visit(encounter="e1", contributor="")], VISITED),
}

AGES = {
    "6 on the first day": ([person("2020-01-01"), visit()], VISITED),
    "6 on the day after": ([person("2020-01-02"), visit()], OUT),
    "16 on the first day": ([person("2009-01-02"), visit()], VISITED),
    "17 on the first day": ([person("2009-01-01"), visit()], OUT),
    "no day of birth": ([person(None), visit()], OUT),
    "6 for sure, born in a year": (
        [person("2019-01-01", date_precision="year"), visit()],
        VISITED,
    ),
    "5 or 6, born in a year": ([person("2020-01-01", date_precision="year"), visit()], OUT),
    "16 or 17, born in a year": ([person("2009-01-01", date_precision="year"), visit()], OUT),
}

ASSESSMENTS = (
    {
        "a procedure during the visit": ([*SEEN, procedure()], ASSESSED),
        "an observation during the visit": ([*SEEN, observation()], ASSESSED),
        "both": ([*SEEN, procedure(), observation()], ASSESSED),
        "another procedure": ([*SEEN, procedure(code=(SNOMEDCT, "1"))], VISITED),
        "another observation": ([*SEEN, observation(code=(SNOMEDCT, "1"))], VISITED),
        "not completed": ([*SEEN, procedure(status="in-progress")], VISITED),
        "ordered": ([*SEEN, procedure(stage="ordered")], VISITED),
        "amended": ([*SEEN, observation(status="amended")], ASSESSED),
        "corrected": ([*SEEN, observation(status="corrected")], ASSESSED),
        "preliminary": ([*SEEN, observation(status="preliminary")], VISITED),
        "a visit of somebody too old": ([person("2009-01-01"), visit(), procedure()], OUT),
    }
    | {
        f"{kind} {name}": ([*SEEN, record(start, end=end)], counted)
        for kind, record in {"procedure": procedure, "observation": observation}.items()
        for name, (start, end, counted) in {
            "at the first instant": ("2026-03-27T14:30", None, ASSESSED),
            "a minute before": ("2026-03-27T14:29", None, VISITED),
            "at the last instant": ("2026-03-27T15:00", None, ASSESSED),
            "a minute after": ("2026-03-27T15:01", None, VISITED),
            "to the last instant": ("2026-03-27T14:45", "2026-03-27T15:00", ASSESSED),
            "beyond the last instant": ("2026-03-27T14:45", "2026-03-27T15:01", VISITED),
            "on the day, the hour unknown": ("2026-03-27", None, VISITED),
            "ends on the day, the hour unknown": ("2026-03-27T14:45", "2026-03-27", VISITED),
            "not said when": (None, None, VISITED),
        }.items()
    }
    | {
        "a visit known by its day, a procedure by its day": (
            [person(), visit("2026-03-27", "2026-03-27"), procedure("2026-03-27")],
            ASSESSED,
        ),
        "a visit of two days, a procedure by the second": (
            [
                person(),
                visit("2026-03-27", "2026-03-28"),
                procedure("2026-03-28", end="2026-03-28"),
            ],
            ASSESSED,
        ),
        "a visit of two days, a procedure beyond": (
            [
                person(),
                visit("2026-03-27", "2026-03-28"),
                procedure("2026-03-28", end="2026-03-29"),
            ],
            VISITED,
        ),
        "a visit of two days, an observation beyond": (
            [
                person(),
                visit("2026-03-27", "2026-03-28"),
                observation("2026-03-28", end="2026-03-29"),
            ],
            VISITED,
        ),
        "a visit of three days, a procedure in the midst, the hour unknown": (
            [person(), visit("2026-03-26T08:00", "2026-03-28T09:00"), procedure("2026-03-27")],
            ASSESSED,
        ),
        "a visit of three days, an observation in the midst, the hour unknown": (
            [person(), visit("2026-03-26T08:00", "2026-03-28T09:00"), observation("2026-03-27")],
            ASSESSED,
        ),
    }
)

CASES = {
    f"{part}: {name}": case
    for part, cases in {
        "visit": VISITS,
        "reason": REASONS,
        "age": AGES,
        "assessment": ASSESSMENTS,
    }.items()
    for name, case in cases.items()
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return answers(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_child_suicide_risk_assessment(case, answered):
    assert counts(answered[case], COLUMNS) == CASES[case][1]
