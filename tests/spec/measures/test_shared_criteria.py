"""The criteria that measures of claims share, each asked for its rows."""

from datetime import date

import pytest

from hub.measures.composition import composed, sources_of
from hub.measures.engine import Limits, answer
from hub.measures.header import header_of
from hub.measures.query import DirectCode, NamedSet
from hub.measures.value_sets import value_sets_of
from schemas.code_system import BILL_TYPE, DISCHARGE_STATUS, PLACE_OF_SERVICE, REVENUE
from schemas.period import Period
from schemas.record import record
from tests.builders.claims import claim_of, covered, stay_of
from tests.builders.records import frames

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))


@record
class Asked:
    """A query of shared criteria alone."""

    identifier: str
    dates_needed: str
    value_sets: tuple[NamedSet, ...]
    codes: tuple
    sql: str


def asked(*names, select, sets=(), codes=()):
    head = "-- title: asked\n" + "".join(f"-- criteria of: {name}\n" for name in names)
    columns, _ = select.split(" from ")
    own = f"found as (\n    {select}\n)\n\n{columns} from found\n"
    sql = composed(f"{head}\n{own}", sources_of(header_of(head)))
    named = tuple(NamedSet(title=title, oid=oid, owner="HUB-SHARED") for title, oid in sets)
    return Asked(
        identifier="HUB-SHARED", dates_needed="day", value_sets=named, codes=codes, sql=sql
    )


EMERGENCY = [("Emergency Visit", "hub:emergency-visit")]
INPATIENT = [("Inpatient Stay", "hub:inpatient-stay")]
STILL_A_PATIENT = DirectCode(name="Still a Patient", system=DISCHARGE_STATUS, code="30")
SPANS = "select person, first_day, last_day from covered"
QUERIES = {
    "coverage": asked("any_span", "covered", select=SPANS),
    "behavioral coverage": asked("behavioral_span", "covered", select=SPANS),
    "membership": asked(
        "any_span", "covered", "membership", select="select person, months, days from membership"
    ),
    "covered person": asked(
        "any_span",
        "covered | covered_span",
        "covered_person",
        select="select person from covered_person",
    ),
    "service": asked(
        "service",
        select=(
            "select person, claim, service_day, last_day, in_network, practice, provider"
            " from service"
        ),
    ),
    "emergency service": asked(
        "service",
        "emergency_service",
        select="select person, visit_day from emergency_service",
        sets=EMERGENCY,
    ),
    "emergency visit": asked(
        "service",
        "emergency_service",
        "emergency_visit",
        select="select person, visit, first_day, last_day from emergency_visit",
        sets=EMERGENCY + INPATIENT,
    ),
    "stay": asked(
        "service",
        "stay",
        select="select person, stay, admitted_day, discharged_day from stay",
        sets=INPATIENT,
        codes=(STILL_A_PATIENT,),
    ),
}

# By query, the criteria that another query tries.
TRIED = {
    "coverage": ("found",),
    "behavioral coverage": ("found", "covered_span", "span_in_order", "span_numbered", "covered"),
    "membership": ("found", "covered_span", "span_in_order", "span_numbered", "covered"),
    "covered person": ("found", "covered_span"),
    "service": ("found",),
    "emergency service": ("found", "claim_undone", "claim_in_force", "service"),
    "emergency visit": ("found", "claim_undone", "claim_in_force", "service", "emergency_service"),
    "stay": ("found", "claim_undone", "claim_in_force", "service"),
}

COVERAGE = {
    "one span": ([covered("2026-02-01", "2026-03-31")], [("2026-02-01", "2026-03-31")]),
    "without a first day": ([covered(None, "2026-03-31")], [("2024-01-01", "2026-03-31")]),
    "without a last day": ([covered("2026-02-01")], [("2026-02-01", "2027-12-31")]),
    "spans that touch": (
        [covered("2026-01-01", "2026-02-14"), covered("2026-02-15", "2026-03-31")],
        [("2026-01-01", "2026-03-31")],
    ),
    "spans that leave out a day": (
        [covered("2026-01-01", "2026-02-14"), covered("2026-02-16", "2026-03-31")],
        [("2026-01-01", "2026-02-14"), ("2026-02-16", "2026-03-31")],
    ),
    "a span inside of another does not end it": (
        [
            covered("2026-01-01", "2026-10-31"),
            covered("2026-02-01", "2026-03-31"),
            covered("2026-05-01", "2026-06-30"),
        ],
        [("2026-01-01", "2026-10-31")],
    ),
    "the same span twice": ([covered(), covered()], [("2025-01-01", "2027-12-31")]),
}
CARVED = {
    "behavioral benefits included": ([covered(behavioral_benefit=True)], 1),
    "nothing said of behavioral benefits": ([covered()], 1),
    "behavioral benefits carved out": ([covered(behavioral_benefit=False)], 0),
    "carved out of one, included in another": (
        [covered(behavioral_benefit=False), covered(payer="b", behavioral_benefit=True)],
        1,
    ),
}
MEMBERS = {
    "throughout": ([covered()], [(12, 365)]),
    "from the first day": ([covered("2026-01-01", "2026-01-01")], [(0, 1)]),
    "until the day before": ([covered(end="2025-12-31")], []),
    "until the first day": ([covered(end="2026-01-01")], [(0, 1)]),
    "from the last day": ([covered("2026-12-31")], [(0, 1)]),
    "from the day after": ([covered("2027-01-01")], []),
    "on the fifteenth": ([covered("2026-02-15", "2026-02-15")], [(1, 1)]),
    "two spans": (
        [covered("2026-01-01", "2026-01-31"), covered("2026-03-01", "2026-03-31")],
        [(2, 62)],
    ),
}

SERVED = [("a", "2026-03-10")]
SERVICES = {
    "paid": (claim_of("2026-03-10", "99213", claim="a"), SERVED),
    "denied": (claim_of("2026-03-10", "99213", claim="a", status="denied"), []),
    "pending": (claim_of("2026-03-10", "99213", claim="a", status="pending"), []),
    "the line denied": (claim_of("2026-03-10", "99213", claim="a", line={"status": "denied"}), []),
    "nothing said of the line": (
        claim_of("2026-03-10", "99213", claim="a", line={"status": None}),
        SERVED,
    ),
    "the day of the claim": (
        claim_of("2026-03-10", "99213", claim="a", line={"start": None}),
        SERVED,
    ),
    "the day of the line": (
        claim_of("2026-03-09", "99213", claim="a", line={"start": "2026-03-10"}),
        SERVED,
    ),
    "reversed under the same key": (
        [
            *claim_of("2026-03-10", "99213", claim="b"),
            *claim_of("2026-03-10", claim="b", status="reversed"),
        ],
        [],
    ),
    "voided by another claim": (
        [
            *claim_of("2026-03-10", "99213", claim="c"),
            *claim_of("2026-03-10", "99213", claim="c2", frequency="void", replaces="c"),
        ],
        [],
    ),
    "a void alone": (claim_of("2026-03-10", "99213", claim="c3", frequency="void"), []),
    "replaced": (
        [
            *claim_of("2026-03-10", "99213", claim="d"),
            *claim_of("2026-04-10", "99213", claim="d2", frequency="replacement", replaces="d"),
        ],
        [("d2", "2026-04-10")],
    ),
    "replaced by a claim that is pending": (
        [
            *claim_of("2026-03-10", "99213", claim="a"),
            *claim_of("2026-04-10", "99213", claim="a2", replaces="a", status="pending"),
        ],
        SERVED,
    ),
    "a replacement that keeps the key": (
        claim_of("2026-03-10", "99213", claim="a", frequency="replacement", replaces="a"),
        SERVED,
    ),
    "replaced by a claim of another contributor": (
        [
            *claim_of("2026-03-10", "99213", claim="a", contributor="one"),
            *claim_of("2026-05-10", claim="a2", contributor="two", replaces="a"),
        ],
        SERVED,
    ),
    "reversed by another contributor, who has a claim of the same key": (
        [
            *claim_of("2026-03-10", "99213", claim="a", contributor="one"),
            *claim_of("2026-03-10", claim="a", contributor="two", status="reversed"),
        ],
        SERVED,
    ),
    "paid by another contributor, who has a claim of the same key": (
        [
            *claim_of("2026-03-10", "99213", claim="f", contributor="one", status="denied"),
            *claim_of("2026-03-10", claim="f", contributor="two"),
        ],
        [],
    ),
    "a claim without lines": (claim_of("2026-03-10", claim="of one"), []),
    "a line of another person's claim": (claim_of("2026-03-10", "99213", claim="of one")[1:], []),
    "a line of another claim": (
        [*claim_of("2026-03-10", claim="g"), *claim_of("2026-03-10", "99213", claim="g2")[1:]],
        [],
    ),
}
SAYS = {
    "what the claim says": ((True, "p", "q"), (None, None, None), (True, "p", "q")),
    "what the line says": ((True, "p", "q"), (False, "r", "s"), (False, "r", "s")),
}


def lasting(end, first, last):
    """A claim from the ninth on, and of its line the first and the last day."""
    line = {"start": first, "end": last}
    return claim_of("2026-03-09", "99213", end=end, line=line)


LASTS = {
    "the last day of the line": (lasting("2026-03-12", "2026-03-10", "2026-03-11"), "2026-03-11"),
    "its only day": (lasting("2026-03-12", "2026-03-10", None), "2026-03-10"),
    "the last day of the claim": (lasting("2026-03-12", None, None), "2026-03-12"),
    "the only day of the claim": (lasting(None, None, None), "2026-03-09"),
}


def emergency(code="90791", **line):
    return claim_of("2026-03-10", code, line=line)


EMERGENCIES = {
    "by the procedure": (emergency("99281"), 1),
    "by the revenue code": (emergency(revenue=(REVENUE, "0450")), 1),
    "by the place": (emergency(place_of_service=(PLACE_OF_SERVICE, "23")), 1),
    "by nothing": (
        emergency(revenue=(REVENUE, "0460"), place_of_service=(PLACE_OF_SERVICE, "11")),
        0,
    ),
}


def hospital(day, end, line=None, **cells):
    """A hospital's bill of a visit, of which the line tells the first day alone."""
    cells = {"type": "institutional", "bill_type": (BILL_TYPE, "131"), "end": end} | cells
    return claim_of(day, "99284", line=line, **cells)


def physician(day, line=None, **cells):
    return claim_of(day, "99284", line=line, **cells)


MIDNIGHT = [(1, "2026-03-10", "2026-03-11")]
ONE_DAY = [(1, "2026-03-10", "2026-03-10")]
VISITS = {
    "of one day": (physician("2026-03-10"), ONE_DAY),
    "the last day of the line": (physician("2026-03-10", {"end": "2026-03-11"}), MIDNIGHT),
    "a physician's claim goes on after the visit": (
        physician("2026-03-10", end="2026-03-11"),
        ONE_DAY,
    ),
    "a hospital's bill ends with the visit": (hospital("2026-03-10", "2026-03-11"), MIDNIGHT),
    "a hospital's bill without a last day": (hospital("2026-03-10", None), ONE_DAY),
    "a line that ends after its bill": (
        hospital("2026-03-10", "2026-03-10", {"end": "2026-03-11"}),
        MIDNIGHT,
    ),
    "an emergency service on the bill of a stay": (
        hospital("2026-03-10", "2026-03-20", bill_type=(BILL_TYPE, "111")),
        ONE_DAY,
    ),
    "hospital and physician": (
        [*physician("2026-03-10"), *hospital("2026-03-10", "2026-03-11")],
        MIDNIGHT,
    ),
    "a physician after midnight": (
        [*physician("2026-03-11"), *hospital("2026-03-10", "2026-03-11")],
        MIDNIGHT,
    ),
    "visits on two days that follow each other": (
        [*physician("2026-03-10"), *physician("2026-03-11")],
        [*ONE_DAY, (2, "2026-03-11", "2026-03-11")],
    ),
    "a visit inside of another does not end it": (
        [
            *hospital("2026-03-10", "2026-03-14"),
            *physician("2026-03-11"),
            *physician("2026-03-13"),
        ],
        [(1, "2026-03-10", "2026-03-14")],
    ),
}


def board(code="0120", **cells):
    line = {"revenue": (REVENUE, code)} | cells
    return claim_of(
        "2026-03-01",
        "99999",
        claim="board",
        line=line,
        type="institutional",
        admission="2026-03-01",
        discharge="2026-03-05",
        end="2026-03-05",
    )


STILL_THERE = {"discharge": None, "discharge_status": (DISCHARGE_STATUS, "30")}
FIVE_DAYS = [(1, "2026-03-01", "2026-03-05")]
STAYS = {
    "a stay": (stay_of("2026-03-01", "2026-03-05"), FIVE_DAYS),
    "an outpatient bill": (
        stay_of("2026-03-01", "2026-03-05", bill_type=(BILL_TYPE, "131")),
        [],
    ),
    "room and board alone": (board(), FIVE_DAYS),
    "room and board that was denied": (board(status="denied"), []),
    "room and board on a bill of a nursing facility": (
        [one.but(bill_type=(BILL_TYPE, "211")) if one.table == "claim" else one for one in board()],
        [],
    ),
    "another revenue code": (board("0450"), []),
    "room and board on a line of another person": (board()[1:], []),
    "room and board on a claim of another contributor": (
        [
            *claim_of("2026-06-01", claim="board", contributor="one"),
            *(one.but(contributor="two") for one in board()),
        ],
        FIVE_DAYS,
    ),
    "room and board on another claim": (
        [*board(), *claim_of("2026-06-01", "J0000", claim="other")],
        FIVE_DAYS,
    ),
    "without days of admission and discharge": (
        stay_of("2026-03-01", "2026-03-05", admission=None, discharge=None),
        FIVE_DAYS,
    ),
    "without any last day": (
        stay_of("2026-03-01", "2026-03-05", discharge=None, end=None),
        [(1, "2026-03-01", "2026-03-01")],
    ),
    "admitted before the bill begins and discharged after it ends": (
        stay_of("2026-03-01", "2026-03-05", start="2026-03-02", end="2026-03-04"),
        FIVE_DAYS,
    ),
    "two bills of one stay": (
        [
            *stay_of("2026-03-01", "2026-03-05", discharge="2026-03-03", end="2026-03-03"),
            *stay_of("2026-03-01", "2026-03-05"),
        ],
        FIVE_DAYS,
    ),
    "a transfer on the day of discharge": (
        [*stay_of("2026-03-01", "2026-03-03"), *stay_of("2026-03-03", "2026-03-05")],
        FIVE_DAYS,
    ),
    "admitted again on the day after": (
        [*stay_of("2026-03-01", "2026-03-05"), *stay_of("2026-03-06", "2026-03-08")],
        [*FIVE_DAYS, (2, "2026-03-06", "2026-03-08")],
    ),
    "an interim bill, and one from the next day on": (
        [
            *stay_of("2026-03-01", "2026-03-03", **STILL_THERE),
            *stay_of("2026-03-04", "2026-03-05"),
        ],
        FIVE_DAYS,
    ),
    "an interim bill, and one from two days later on": (
        [
            *stay_of("2026-03-01", "2026-03-03", **STILL_THERE),
            *stay_of("2026-03-05", "2026-03-05"),
        ],
        [(1, "2026-03-01", None), (2, "2026-03-05", "2026-03-05")],
    ),
    "interim bills alone": (
        [
            *stay_of("2026-03-01", "2026-03-03", **STILL_THERE),
            *stay_of("2026-03-04", "2026-03-05", **STILL_THERE),
        ],
        [(1, "2026-03-01", None)],
    ),
    "a bill that tells another discharge status": (
        [
            *stay_of("2026-03-01", "2026-03-05", discharge_status=(DISCHARGE_STATUS, "01")),
            *stay_of("2026-03-06", "2026-03-08"),
        ],
        [*FIVE_DAYS, (2, "2026-03-06", "2026-03-08")],
    ),
    "an interim bill inside of a bill of the whole stay": (
        [
            *stay_of("2026-03-01", "2026-03-03", **STILL_THERE),
            *stay_of("2026-03-01", "2026-03-05"),
        ],
        FIVE_DAYS,
    ),
    "a stay inside of another does not end it": (
        [
            *stay_of("2026-03-01", "2026-03-10"),
            *stay_of("2026-03-02", "2026-03-03"),
            *stay_of("2026-03-05", "2026-03-06"),
        ],
        [(1, "2026-03-01", "2026-03-10")],
    ),
    "denied": (stay_of("2026-03-01", "2026-03-05", status="denied"), []),
}

CASES = {
    "coverage": {name: rows for name, (rows, _) in COVERAGE.items()},
    "behavioral coverage": {name: rows for name, (rows, _) in CARVED.items()},
    "membership": {name: rows for name, (rows, _) in MEMBERS.items()},
    "covered person": {name: rows for name, (rows, _) in MEMBERS.items()},
    "service": {name: rows for name, (rows, _) in SERVICES.items()}
    | {
        name: claim_of(
            "2026-03-10",
            "99213",
            in_network=claim[0],
            practice=claim[1],
            provider=claim[2],
            line={"in_network": line[0], "practice": line[1], "provider": line[2]},
        )
        for name, (claim, line, _) in SAYS.items()
    }
    | {name: rows for name, (rows, _) in LASTS.items()},
    "emergency service": {name: rows for name, (rows, _) in EMERGENCIES.items()},
    "emergency visit": {name: rows for name, (rows, _) in VISITS.items()},
    "stay": {name: rows for name, (rows, _) in STAYS.items()},
}


def tables(criterion):
    return frames(one.of(name) for name, rows in CASES[criterion].items() for one in rows)


@pytest.fixture(scope="module")
def answered():
    return {
        name: answer(query, tables(name), PERIOD, value_sets_of(query), limits=Limits(threads=1))
        for name, query in QUERIES.items()
    }


def rows_of(found, case):
    mine = found.filter(person=case).drop("person")
    told = [tuple(str(v) if isinstance(v, date) else v for v in one) for one in mine.rows()]
    return sorted(told, key=str)


@pytest.mark.parametrize("case", COVERAGE)
def test_spans_of_coverage_are_joined(case, answered):
    assert rows_of(answered["coverage"], case) == COVERAGE[case][1]


@pytest.mark.parametrize("case", CARVED)
def test_carved_out_coverage_does_not_count_for_behavioral_measures(case, answered):
    assert len(rows_of(answered["behavioral coverage"], case)) == CARVED[case][1]


@pytest.mark.parametrize("case", MEMBERS)
def test_members_have_months_and_days(case, answered):
    assert rows_of(answered["membership"], case) == MEMBERS[case][1]


@pytest.mark.parametrize("case", MEMBERS)
def test_a_person_is_covered_where_he_or_she_is_a_member(case, answered):
    assert rows_of(answered["covered person"], case) == [()] * len(MEMBERS[case][1])


@pytest.mark.parametrize("case", SERVICES)
def test_a_service_counts_while_its_claim_is_in_force(case, answered):
    found = answered["service"].select("person", "claim", "service_day")

    assert rows_of(found, case) == SERVICES[case][1]


@pytest.mark.parametrize("case", SAYS)
def test_what_a_line_does_not_say_its_claim_does(case, answered):
    found = answered["service"].select("person", "in_network", "practice", "provider")

    assert rows_of(found, case) == [SAYS[case][2]]


@pytest.mark.parametrize("case", LASTS)
def test_a_service_lasts_as_its_line_says_or_else_its_claim(case, answered):
    found = answered["service"].select("person", "last_day")

    assert rows_of(found, case) == [(LASTS[case][1],)]


@pytest.mark.parametrize("case", EMERGENCIES)
def test_an_emergency_service_is_told_by_one_of_three(case, answered):
    assert len(rows_of(answered["emergency service"], case)) == EMERGENCIES[case][1]


@pytest.mark.parametrize("case", VISITS)
def test_a_visit_goes_from_the_first_to_the_last_day_of_its_services(case, answered):
    assert rows_of(answered["emergency visit"], case) == VISITS[case][1]


@pytest.mark.parametrize("case", STAYS)
def test_the_claims_of_a_stay_are_joined(case, answered):
    assert rows_of(answered["stay"], case) == STAYS[case][1]
