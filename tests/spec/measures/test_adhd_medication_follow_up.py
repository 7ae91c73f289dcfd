"""CMS136: follow-up care for children prescribed ADHD medication, as a table of situations.

Counts are written initial population, denominator, exclusion, numerator, of each rate.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.measures.measure import measure_named
from schemas.code_system import CONDITION_CATEGORY, RXNORM, SNOMEDCT
from schemas.period import Period
from tests.builders.records import row
from tests.builders.situations import counts_of_rates, in_set, rated
from tests.spec.measures import hospice

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("CMS136")
COLUMNS = MEASURE.rates[0].columns
DISORDERS = "Mental Behavioral and Neurodevelopmental Disorders"
INDEX = date(2025, 9, 1)


def a(title):
    return in_set("CMS136", title)


def after(days):
    """The day so many days after the index."""
    return (INDEX + timedelta(days=days)).isoformat()


def person(birth="2017-06-01", **cells):
    return row("person", birth_day=birth, **cells)


def visit(days=0, title="Office Visit", **cells):
    day = cells.pop("start", after(days))
    cells = {"status": "finished", "type": a(title), "end": day} | cells
    return row("encounter", start=day, **cells)


def order(days=0, supply_days=30, title="Methylphenidate", **cells):
    cells = {
        "stage": "request",
        "status": "completed",
        "intent": "order",
        "code": a(title),
        "start": after(days),
    } | cells
    return row("medication", supply_days=supply_days, **cells)


def active(**cells):
    """An active order that supplies from 1 February to 4 May 2025, the 120th day before the index."""
    cells = {"status": "active", "start": "2025-02-01", "end": "2025-05-04"} | cells
    return order(supply_days=None, **cells)


def stay(days, key="s", **cells):
    """An inpatient stay, and the claim of which a line names it."""
    return [visit(days, "Encounter Inpatient", encounter=key, **cells), *claimed(key)]


def claimed(key="s", code=None, status="paid", claim="k", **cells):
    code = code or a(DISORDERS)
    return [
        row("claim", claim=claim, status=status, type="institutional", principal_diagnosis=code),
        row("claim_line", **{"claim": claim, "line": 1, "encounter": key} | cells),
    ]


def ranked(code=None, rank=1, role="diagnosis", encounter="s"):
    """An inpatient stay on the tenth day that names a condition, and the condition."""
    named = {"encounter": encounter, "condition": "c", "role": role, "rank": rank}
    return [
        visit(10, "Encounter Inpatient", encounter="s"),
        row("encounter_condition", **named),
        row("condition", condition="c", code=code or a(DISORDERS)),
    ]


def narcolepsy(start="2026-06-01", **cells):
    cells = {
        "clinical_status": "active",
        "category": (CONDITION_CATEGORY, "problem-list-item"),
        "code": a("Narcolepsy"),
    } | cells
    return row("condition", start=start, **cells)


OUT = "0 0 0 0 | 0 0 0 0"
STARTED, SEEN = "1 1 0 0 | 0 0 0 0", "1 1 0 1 | 0 0 0 0"
KEPT, FOLLOWED = "1 1 0 1 | 1 1 0 0", "1 1 0 1 | 1 1 0 1"
UNSEEN, EXCLUDED = "1 1 0 0 | 1 1 0 0", "1 1 1 0 | 1 1 1 0"
CHILD = [person(), visit()]
BEGUN = [*CHILD, order()]
LONG = [*CHILD, order(supply_days=300)]
WELL = [*LONG, visit(20), visit(70), visit(182)]
OUTPATIENT = (
    "Outpatient Consultation",
    "Home Healthcare Services",
    "Preventive Care Services, Initial Office Visit, 0 to 17",
    "Preventive Care, Established Office Visit, 0 to 17",
)
FOLLOW_UP = (
    "Preventive Care Services Individual Counseling",
    "Preventive Care Services Group Counseling",
    "Behavioral Health Follow up Visit",
    "Psych Visit Diagnostic Evaluation",
    "Psych Visit Psychotherapy",
    "Telephone Visits",
)
MANAGEMENT = "Psychotherapy and Pharmacologic Management"
DRUGS = (
    "Atomoxetine",
    "Clonidine",
    "Dexmethylphenidate",
    "Dextroamphetamine",
    "Guanfacine Medications",
    "Lisdexamfetamine",
    "Viloxazine",
)
METHAMPHETAMINE = (RXNORM, "977860")

MEDICATION = {
    "a first order and a visit": (BEGUN, STARTED),
    "no order": (CHILD, OUT),
    "another drug": ([*CHILD, order(code=(SNOMEDCT, "1"))], OUT),
    "methamphetamine": ([*CHILD, order(code=METHAMPHETAMINE)], STARTED),
    "active": ([*CHILD, order(status="active")], STARTED),
    "stopped": ([*CHILD, order(status="stopped")], OUT),
    "a plan": ([*CHILD, order(intent="plan")], OUT),
    "a prohibition": ([*CHILD, order(do_not_perform=True)], OUT),
    "not a prohibition": ([*CHILD, order(do_not_perform=False)], STARTED),
    "a dispensing with the marks of an order": ([*CHILD, order(stage="dispense")], OUT),
    "by the day of the order": ([*CHILD, order(start=None, authored=after(0))], STARTED),
    "by the start of its validity": ([*CHILD, order(start=None, validity=after(0))], STARTED),
    "the dosage bounds go before the day of the order": (
        [*CHILD, order(start="2025-02-28", authored=after(0))],
        OUT,
    ),
    "the day of the order goes before the start of its validity": (
        [*CHILD, order(start=None, authored="2025-02-28", validity=after(0))],
        OUT,
    ),
    "on the first day of intake": (
        [person(), visit(start="2025-03-01"), order(start="2025-03-01")],
        STARTED,
    ),
    "on the day before": ([person(), visit(start="2025-02-01"), order(start="2025-02-28")], OUT),
    "on the last day of intake": (
        [person(), visit(start="2026-02-28"), order(start="2026-02-28")],
        STARTED,
    ),
    "on the day after": ([person(), visit(start="2026-02-28"), order(start="2026-03-01")], OUT),
    "not said for how long": ([*CHILD, order(supply_days=None)], OUT),
    "the example of the page": (
        [*CHILD, order(refills=9), visit(19), visit(70), visit(182)],
        FOLLOWED,
    ),
    "the example, both on one day": (
        [*CHILD, order(refills=9), visit(19), visit(70), visit(70)],
        KEPT,
    ),
} | {drug: ([*CHILD, order(title=drug)], STARTED) for drug in DRUGS}

EARLIER = {
    "an active one reaches the 120th day before": ([*BEGUN, active()], OUT),
    "an active one ends on the 121st day before": ([*BEGUN, active(end="2025-05-03")], STARTED),
    "an active one of another drug": ([*BEGUN, active(code=(SNOMEDCT, "1"))], STARTED),
    "an active one of another drug for ADHD": ([*BEGUN, active(title="Clonidine")], OUT),
    "a completed one": ([*BEGUN, active(start="2025-02-01", status="completed")], STARTED),
    "an active one ends on the day of the index": (
        [*BEGUN, active(start="2025-02-01", end=after(0))],
        OUT,
    ),
    "an active one begins on the day of the index": (
        [*BEGUN, active(start=after(0), end=after(20))],
        STARTED,
    ),
    "an active one, not said for how long": (
        [*BEGUN, active(start="2025-02-01", end=None)],
        STARTED,
    ),
    "an active one whose supply ends before its bounds": (
        [
            *BEGUN,
            order(start="2025-02-01", end="2025-05-04", status="active", supply_days=30),
        ],
        STARTED,
    ),
    "an active one by quantity and dose": (
        [
            *BEGUN,
            active(
                start="2025-02-01", end=None, quantity=186, dose=1, frequency=2, frequency_days=1
            ),
        ],
        OUT,
    ),
    "an active one by quantity and dose, a dose less": (
        [
            *BEGUN,
            active(
                start="2025-02-01", end=None, quantity=185, dose=1, frequency=2, frequency_days=1
            ),
        ],
        STARTED,
    ),
    "an active one with a refill": (
        [*BEGUN, order(start="2025-02-01", status="active", supply_days=46.5, refills=1)],
        OUT,
    ),
    "an active one with a refill, a day less": (
        [*BEGUN, order(start="2025-02-01", status="active", supply_days=46, refills=1)],
        STARTED,
    ),
    "the days of supply go before quantity and dose": (
        [
            *BEGUN,
            order(start="2025-02-01", status="active", supply_days=30, quantity=300, dose=1),
        ],
        STARTED,
    ),
    "the second order is the index where the first follows another": (
        [
            person(),
            visit(start="2025-04-01"),
            active(start="2025-02-01", end="2025-03-30"),
            order(start="2025-04-01"),
            order(start="2025-10-01"),
            visit(start="2025-10-15"),
        ],
        SEEN,
    ),
}

CHILDREN = (
    {
        "6 at the start of intake": ([person("2019-03-01"), *BEGUN[1:]], STARTED),
        "6 on the day after": ([person("2019-03-02"), *BEGUN[1:]], OUT),
        "12 at the end of intake": ([person("2013-03-01"), *BEGUN[1:]], STARTED),
        "13 at the end of intake": ([person("2013-02-28"), *BEGUN[1:]], OUT),
        "6 for sure, born in a year": (
            [person("2018-01-01", date_precision="year"), *BEGUN[1:]],
            STARTED,
        ),
        "5 or 6, born in a year": ([person("2019-01-01", date_precision="year"), *BEGUN[1:]], OUT),
        "12 or 13, born in a year": (
            [person("2013-01-01", date_precision="year"), *BEGUN[1:]],
            OUT,
        ),
        "no day of birth": ([person(None), *BEGUN[1:]], OUT),
        "no visit": ([person(), order()], OUT),
        "a visit six months before": ([person(), order(), visit(start="2025-03-01")], STARTED),
        "a visit a day earlier": ([person(), order(), visit(start="2025-02-28")], OUT),
        "a visit the day after": ([person(), order(), visit(1)], OUT),
        "a visit not finished": ([person(), order(), visit(status="cancelled")], OUT),
        "a visit of another type": ([person(), order(), visit(type=(SNOMEDCT, "1"))], OUT),
        "a virtual visit": ([person(), order(), visit(title="Virtual Encounter")], OUT),
    }
    | {
        f"a visit, {title}": ([person(), order(), visit(title=title)], STARTED)
        for title in OUTPATIENT
    }
    | {f"a visit, {title}": ([person(), order(), visit(title=title)], OUT) for title in FOLLOW_UP}
)

STAYS = {
    "on the day of the index": ([*WELL, *stay(0)], FOLLOWED),
    "on the day after the index": ([*WELL, *stay(1)], OUT),
    "on the 30th day": ([*WELL, *stay(30)], OUT),
    "on the 31st day": ([*WELL, *stay(31)], SEEN),
    "on the 300th day": ([*WELL, *stay(300)], SEEN),
    "on the 301st day": ([*WELL, *stay(301)], FOLLOWED),
    "not finished": ([*WELL, *stay(10, status="in-progress")], FOLLOWED),
    "no stay but a visit": ([*WELL, *stay(10, type=a("Office Visit"))], FOLLOWED),
    "of another principal diagnosis": (
        [*WELL, visit(10, "Encounter Inpatient", encounter="s"), *claimed(code=(SNOMEDCT, "1"))],
        FOLLOWED,
    ),
    "the claim was taken back": (
        [*WELL, visit(10, "Encounter Inpatient", encounter="s"), *claimed(status="reversed")],
        FOLLOWED,
    ),
    "the claim is pending": (
        [*WELL, visit(10, "Encounter Inpatient", encounter="s"), *claimed(status="pending")],
        OUT,
    ),
    "no claim": ([*WELL, visit(10, "Encounter Inpatient", encounter="s")], FOLLOWED),
    "ranked first by the stay": ([*WELL, *ranked()], OUT),
    "ranked second by the stay": ([*WELL, *ranked(rank=2)], FOLLOWED),
    "not ranked by the stay": ([*WELL, *ranked(rank=None)], FOLLOWED),
    "ranked first, and a reason of the stay": ([*WELL, *ranked(role="reason")], FOLLOWED),
    "ranked first, of another disorder": ([*WELL, *ranked(code=(SNOMEDCT, "1"))], FOLLOWED),
    "another condition is ranked first": (
        [*WELL, *ranked()[:2], ranked()[2].but(condition="c2")],
        FOLLOWED,
    ),
    "ranked first by another stay": ([*WELL, *ranked(encounter="s2")], FOLLOWED),
    "ranked first by another contributor": (
        [*WELL, ranked()[0], *(one.but(contributor="b") for one in ranked()[1:])],
        FOLLOWED,
    ),
    "ranked first, the condition of another contributor": (
        [*WELL, *ranked()[:2], ranked()[2].but(contributor="b")],
        FOLLOWED,
    ),
    "the claim names another stay": (
        [*WELL, visit(10, "Encounter Inpatient", encounter="s"), *claimed("s2")],
        FOLLOWED,
    ),
    "the line points at the principal diagnosis": (
        [
            *WELL,
            visit(10, "Encounter Inpatient", encounter="s"),
            *claimed(diagnosis_pointer="2,1"),
        ],
        OUT,
    ),
    "the line points at other diagnoses": (
        [
            *WELL,
            visit(10, "Encounter Inpatient", encounter="s"),
            *claimed(diagnosis_pointer="2,11"),
        ],
        FOLLOWED,
    ),
    "the line is of another claim": (
        [
            *WELL,
            visit(10, "Encounter Inpatient", encounter="s"),
            claimed(claim="k1")[0],
            claimed(claim="k2")[1],
        ],
        FOLLOWED,
    ),
    "the line is of another contributor": (
        [
            *WELL,
            visit(10, "Encounter Inpatient", encounter="s"),
            *(one.but(contributor="b") for one in claimed()),
        ],
        FOLLOWED,
    ),
    "the claim is of another contributor": (
        [
            *WELL,
            visit(10, "Encounter Inpatient", encounter="s"),
            claimed()[0].but(contributor="b"),
            claimed()[1],
        ],
        FOLLOWED,
    ),
}

COVERED = (
    {
        "210 days": ([*CHILD, order(supply_days=210)], UNSEEN),
        "209 days": ([*CHILD, order(supply_days=209)], STARTED),
        "the last day of the window": ([*CHILD, order(supply_days=209), order(300, 30)], UNSEEN),
        "the day after it": ([*CHILD, order(supply_days=209), order(301, 30)], STARTED),
        "to the end of the bounds": ([*CHILD, order(supply_days=None, end=after(209))], UNSEEN),
        "to the end of the bounds, a day less": (
            [*CHILD, order(supply_days=None, end=after(208))],
            STARTED,
        ),
        "with six refills": ([*CHILD, order(refills=6)], UNSEEN),
        "with five refills": ([*CHILD, order(refills=5)], STARTED),
        "for no day": ([*CHILD, order(supply_days=0), order(1, 209)], STARTED),
        "two fills of one drug that overlap are laid end to end": (
            [*CHILD, order(supply_days=110), order(50, 100)],
            UNSEEN,
        ),
        "two fills of one drug, a day less": (
            [*CHILD, order(supply_days=110), order(50, 99)],
            STARTED,
        ),
        "two fills of one drug on one day": (
            [*CHILD, order(supply_days=110), order(supply_days=100)],
            UNSEEN,
        ),
        "fills of two drugs that overlap": (
            [*CHILD, order(supply_days=110), order(109, 100, "Atomoxetine")],
            STARTED,
        ),
        "fills of two drugs, one after the other": (
            [*CHILD, order(supply_days=110), order(110, 100, "Atomoxetine")],
            UNSEEN,
        ),
        "a fill of one drug within that of another, then a third": (
            [
                *CHILD,
                order(supply_days=150),
                order(20, 10, "Atomoxetine"),
                order(140, 70, "Clonidine"),
            ],
            UNSEEN,
        ),
        "a fill of one drug within that of another, then a third, a day less": (
            [
                *CHILD,
                order(supply_days=150),
                order(20, 10, "Atomoxetine"),
                order(140, 69, "Clonidine"),
            ],
            STARTED,
        ),
        "three of one drug, the last after a gap": (
            [*CHILD, order(supply_days=60), order(30, 60), order(150, 90)],
            UNSEEN,
        ),
        "three of one drug, the last after a gap, a day less": (
            [*CHILD, order(supply_days=60), order(30, 60), order(150, 89)],
            STARTED,
        ),
        "rolled out to the last day of the window": (
            [
                *CHILD,
                order(supply_days=1, title="Atomoxetine"),
                order(92, 105),
                order(150, 104),
            ],
            UNSEEN,
        ),
        "a fill that does not say for how long, between two": (
            [*CHILD, order(supply_days=100), order(10, None), order(50, 110)],
            UNSEEN,
        ),
        "rolled out beyond the window": (
            [*CHILD, order(supply_days=9), order(100, 100), order(100, 101)],
            UNSEEN,
        ),
        "rolled out beyond the window, a day less": (
            [*CHILD, order(supply_days=8), order(100, 100), order(100, 101)],
            STARTED,
        ),
        "one fill handed in twice": (
            [*CHILD, *[order(supply_days=110, medication="m")] * 2],
            STARTED,
        ),
        "bounds that end before they begin, between two fills": (
            [*CHILD, order(supply_days=110), order(40, None, end=after(20)), order(50, 100)],
            UNSEEN,
        ),
        "of two contributors under one key": (
            [
                *CHILD,
                order(supply_days=110, medication="m", contributor="a"),
                order(supply_days=110, medication="m", contributor="b"),
            ],
            UNSEEN,
        ),
        "by the day of the order": (
            [*CHILD, order(start=None, authored=after(0), supply_days=210)],
            UNSEEN,
        ),
        "a completed fill from before the index": (
            [*CHILD, order(-200, 300), order(supply_days=110)],
            UNSEEN,
        ),
        "a completed fill from before the index, a day less": (
            [*CHILD, order(-200, 299), order(supply_days=110)],
            STARTED,
        ),
        "a completed fill until the day before the index": (
            [*CHILD, order(-200, 200), order(supply_days=209)],
            STARTED,
        ),
        "a completed fill until the day of the index": (
            [*CHILD, order(-200, 201), order(supply_days=209)],
            UNSEEN,
        ),
        "of another drug": (
            [*CHILD, order(supply_days=110), order(110, 100, code=(SNOMEDCT, "1"))],
            STARTED,
        ),
    }
    | {
        f"by {drug}": ([*CHILD, order(supply_days=110, title=drug), order(0, 100, drug)], UNSEEN)
        for drug in DRUGS
    }
    | {
        f"by {drug} and methylphenidate": (
            [*CHILD, order(supply_days=110, title=drug), order(0, 209)],
            STARTED,
        )
        for drug in DRUGS
    }
    | {
        "by methamphetamine": (
            [
                *CHILD,
                order(supply_days=110, code=METHAMPHETAMINE),
                order(0, 100, code=METHAMPHETAMINE),
            ],
            UNSEEN,
        ),
        "by methamphetamine and methylphenidate": (
            [*CHILD, order(supply_days=110, code=METHAMPHETAMINE), order(0, 209)],
            STARTED,
        ),
    }
)

INITIATION = {
    "on the day of the index": (BEGUN, STARTED),
    "on the day after": ([*BEGUN, visit(1)], SEEN),
    "on the 30th day": ([*BEGUN, visit(30)], SEEN),
    "on the 31st day": ([*BEGUN, visit(31)], STARTED),
    "not finished": ([*BEGUN, visit(20, status="planned")], STARTED),
    "virtual": ([*BEGUN, visit(20, "Virtual Encounter")], STARTED),
    "of another type": ([*BEGUN, visit(20, type=(SNOMEDCT, "1"))], STARTED),
    "pharmacologic management at an ambulatory place": (
        [*BEGUN, visit(20, MANAGEMENT, place=a("Ambulatory"))],
        SEEN,
    ),
    "pharmacologic management at another place": (
        [*BEGUN, visit(20, MANAGEMENT, place=(SNOMEDCT, "1"))],
        STARTED,
    ),
    "of another type at an ambulatory place": (
        [*BEGUN, visit(20, type=(SNOMEDCT, "1"), place=a("Ambulatory"))],
        STARTED,
    ),
    "pharmacologic management at an unknown place": ([*BEGUN, visit(20, MANAGEMENT)], STARTED),
} | {title: ([*BEGUN, visit(20, title)], SEEN) for title in (*OUTPATIENT, *FOLLOW_UP)}

CONTINUATION = {
    "two visits": (WELL, FOLLOWED),
    "three visits": ([*WELL, visit(200)], FOLLOWED),
    "none": ([*LONG, visit(20)], KEPT),
    "one": ([*LONG, visit(20), visit(70)], KEPT),
    "two, not in the initiation phase": ([*LONG, visit(70), visit(182)], UNSEEN),
    "on the 31st and on the 300th day": ([*LONG, visit(20), visit(31), visit(300)], FOLLOWED),
    "on the 30th and on the 300th day": ([*LONG, visit(30), visit(300)], KEPT),
    "on the 31st and on the 301st day": ([*LONG, visit(20), visit(31), visit(301)], KEPT),
    "two on one day": ([*LONG, visit(20), visit(70), visit(70)], KEPT),
    "one and a virtual one": (
        [*LONG, visit(20), visit(70), visit(182, "Virtual Encounter")],
        FOLLOWED,
    ),
    "one on the 31st day and a virtual one": (
        [*LONG, visit(20), visit(31), visit(182, "Virtual Encounter")],
        FOLLOWED,
    ),
    "one and a virtual one on the same day": (
        [*LONG, visit(20), visit(70), visit(70, "Virtual Encounter")],
        KEPT,
    ),
    "two virtual ones": (
        [*LONG, visit(20), visit(70, "Virtual Encounter"), visit(182, "Virtual Encounter")],
        KEPT,
    ),
    "on the 30th day, then two virtual ones": (
        [
            *LONG,
            visit(30),
            visit(70, "Virtual Encounter"),
            visit(182, "Virtual Encounter"),
        ],
        KEPT,
    ),
    "one and another that is virtual too, on two days": (
        [
            *LONG,
            visit(20),
            visit(70),
            visit(70, "Virtual Encounter"),
            visit(182, "Virtual Encounter"),
        ],
        FOLLOWED,
    ),
    "of another type": ([*LONG, visit(20), visit(70), visit(182, type=(SNOMEDCT, "1"))], KEPT),
    "by telephone": (
        [*LONG, visit(20), visit(70, "Telephone Visits"), visit(182, "Telephone Visits")],
        FOLLOWED,
    ),
}

EXCLUSIONS = {
    "narcolepsy": ([*WELL, narcolepsy()], EXCLUDED),
    "narcolepsy on the last day": ([*WELL, narcolepsy("2026-12-31")], EXCLUDED),
    "narcolepsy on the day after": ([*WELL, narcolepsy("2027-01-01")], FOLLOWED),
    "narcolepsy, onset not said": ([*WELL, narcolepsy(None)], EXCLUDED),
    "narcolepsy, over for long": (
        [*WELL, narcolepsy("2018-01-01", abatement="2019-01-01")],
        EXCLUDED,
    ),
    "narcolepsy, refuted": ([*WELL, narcolepsy(verification_status="refuted")], FOLLOWED),
    "narcolepsy, resolved, no abatement": (
        [*WELL, narcolepsy(clinical_status="resolved")],
        FOLLOWED,
    ),
    "another condition": ([*WELL, narcolepsy(code=(SNOMEDCT, "1"))], FOLLOWED),
    "narcolepsy without an index": ([*CHILD, narcolepsy()], OUT),
    "narcolepsy, in the first phase alone": (
        [*BEGUN, visit(20), narcolepsy()],
        "1 1 1 0 | 0 0 0 0",
    ),
}

CASES = {
    f"{part}: {name}": case
    for part, cases in {
        "medication": MEDICATION,
        "earlier": EARLIER,
        "child": CHILDREN,
        "stay": STAYS,
        "covered": COVERED,
        "initiation": INITIATION,
        "continuation": CONTINUATION,
        "exclusion": EXCLUSIONS,
    }.items()
    for name, case in cases.items()
} | hospice.situations(a, WELL, excluded=EXCLUDED, included=FOLLOWED)
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return rated(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_adhd_medication_follow_up(case, answered):
    assert counts_of_rates(answered[case], COLUMNS) == CASES[case][1]


FILLS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(1, 120), st.sampled_from(DRUGS[:2])), max_size=6
)


# A question costs much and a child in it little: few questions, each of a crowd.
@settings(max_examples=6, deadline=None)
@given(st.lists(FILLS, min_size=30, max_size=40))
def test_covered_days_are_those_of_a_calendar_marked_by_hand(children):
    situations = {
        str(number): [*CHILD, order(0, 1), *(order(*fill) for fill in fills)]
        for number, fills in enumerate(children)
    }

    found = rated(MEASURE, situations, PERIOD)

    for number, fills in enumerate(children):
        enough = len(marked([(0, 1, "Methylphenidate"), *fills])) >= 210
        assert found[str(number)]["2"]["denominator"] == enough


def marked(fills):
    """The days from the index to the 300th day that the fills cover, each drug end to end."""
    days = set()
    for drug in {drug for _, _, drug in fills}:
        free = 0
        for start, length, _ in sorted(fill for fill in fills if fill[2] == drug):
            first = max(free, start)
            free = first + length
            days |= set(range(first, free))
    return {day for day in days if day <= 300}
