"""HUB-BHED: emergency visits with a behavioral principal diagnosis, as a table of situations.

Counts are the persons and the member months of the denominators, then the visits.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import PLACE_OF_SERVICE, REVENUE
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import row
from tests.builders.situations import results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-BHED")
MEMBER = [row("person"), covered()]
NOBODY, NONE, ONE, TWO = "0 0: 0", "1 12: 0", "1 12: 1", "1 12: 2"


def emergency(day, diagnosis="F32.9", *codes, **cells):
    return claim_of(day, *(codes or ("99284",)), diagnosis=diagnosis, **cells)


def diagnosed(diagnosis):
    return [*MEMBER, *emergency("2026-03-03", diagnosis)]


VISITS = {
    "none": (MEMBER, NONE),
    "one": (diagnosed("F32.9"), ONE),
    "the example of the page": (
        [
            row("person"),
            covered("2026-01-01", "2026-06-20"),
            *emergency("2026-03-03", claim="hospital"),
            *emergency("2026-03-03", claim="physician"),
            *emergency("2026-05-09", "F10.129"),
            *emergency("2026-08-01"),
        ],
        "1 6: 2",
    ),
    "two on two days": ([*MEMBER, *emergency("2026-03-03"), *emergency("2026-03-04")], TWO),
    "two on one day": (
        [*MEMBER, *emergency("2026-03-03", claim="a"), *emergency("2026-03-03", claim="b")],
        ONE,
    ),
    "an office visit": ([*MEMBER, *emergency("2026-03-03", "F32.9", "99213")], NONE),
    "by its revenue code": (
        [*MEMBER, *emergency("2026-03-03", "F32.9", "90791", line={"revenue": (REVENUE, "0459")})],
        ONE,
    ),
    "by its place": (
        [
            *MEMBER,
            *emergency(
                "2026-03-03", "F32.9", "90791", line={"place_of_service": (PLACE_OF_SERVICE, "23")}
            ),
        ],
        ONE,
    ),
    "by another revenue code and place": (
        [
            *MEMBER,
            *emergency(
                "2026-03-03",
                "F32.9",
                "90791",
                line={
                    "revenue": (REVENUE, "0460"),
                    "place_of_service": (PLACE_OF_SERVICE, "11"),
                },
            ),
        ],
        NONE,
    ),
    "behavioral only by another claim of that day": (
        [
            *MEMBER,
            *emergency("2026-03-03", "R07.9", claim="c"),
            *emergency("2026-03-03", "F32.9", "90791", claim="d"),
        ],
        NONE,
    ),
    "behavioral not by the principal diagnosis": (
        [
            *MEMBER,
            *claim_of(
                "2026-03-03",
                "99284",
                diagnosis="R07.9",
                admitting_diagnosis=("http://hl7.org/fhir/sid/icd-10-cm", "F32.9"),
            ),
        ],
        NONE,
    ),
    "on the last day of the period": ([*MEMBER, *emergency("2026-12-31")], ONE),
    "on the day after": ([*MEMBER, *emergency("2027-01-01")], NONE),
    "on the first day of the period": ([*MEMBER, *emergency("2026-01-01")], ONE),
    "on the day before": ([*MEMBER, *emergency("2025-12-31")], NONE),
    "the day is the claim's where the line has none": (
        [*MEMBER, *emergency("2026-03-03", line={"start": None})],
        ONE,
    ),
    "the day is the line's where both have one": (
        [*MEMBER, *emergency("2025-12-31", line={"start": "2026-01-01"})],
        ONE,
    ),
    "not covered": ([row("person"), *emergency("2026-03-03")], NOBODY),
    "on the last day of coverage": (
        [row("person"), covered(end="2026-03-03"), *emergency("2026-03-03")],
        "1 2: 1",
    ),
    "on the day after coverage": (
        [row("person"), covered(end="2026-03-02"), *emergency("2026-03-03")],
        "1 2: 0",
    ),
    "between two spans of coverage": (
        [
            row("person"),
            covered(end="2026-03-02"),
            covered("2026-03-04"),
            *emergency("2026-03-03"),
        ],
        NONE,
    ),
    "denied": ([*MEMBER, *emergency("2026-03-03", status="denied")], NONE),
    "the line denied": ([*MEMBER, *emergency("2026-03-03", line={"status": "denied"})], NONE),
    "nothing said of the line": (
        [*MEMBER, *emergency("2026-03-03", line={"status": None})],
        ONE,
    ),
    "reversed": (
        [
            *MEMBER,
            *emergency("2026-03-03", claim="e"),
            *claim_of("2026-03-03", claim="e", status="reversed"),
        ],
        NONE,
    ),
    "only a void": ([*MEMBER, *emergency("2026-03-03", claim="e2", frequency="void")], NONE),
    "replaced, with another diagnosis": (
        [
            *MEMBER,
            *emergency("2026-03-03", claim="f"),
            *emergency("2026-03-03", "R07.9", claim="f2", replaces="f", frequency="replacement"),
        ],
        NONE,
    ),
    "to be replaced by a claim that is pending": (
        [
            *MEMBER,
            *emergency("2026-03-03", claim="g"),
            *emergency("2026-03-03", "R07.9", claim="g2", replaces="g", status="pending"),
        ],
        ONE,
    ),
    "a replacement that keeps the key": (
        [*MEMBER, *emergency("2026-03-03", claim="h", replaces="h", frequency="replacement")],
        ONE,
    ),
    "a claim without lines": (
        [*MEMBER, *claim_of("2026-03-10", claim="of one", diagnosis="F32.9")],
        NONE,
    ),
    "a line of another person's claim": (
        [*MEMBER, *claim_of("2026-03-10", "99284", claim="of one", diagnosis="F32.9")[1:]],
        NONE,
    ),
    "replaced by a claim of another contributor": (
        [
            *MEMBER,
            *emergency("2026-03-03", claim="m", contributor="one"),
            *claim_of("2026-05-10", "J0000", claim="m2", contributor="two", replaces="m"),
        ],
        ONE,
    ),
    "reversed by another contributor, who has a claim of the same key": (
        [
            *MEMBER,
            *emergency("2026-03-03", claim="n", contributor="one"),
            *claim_of("2026-03-10", claim="n", contributor="two", status="reversed"),
        ],
        ONE,
    ),
    "paid by another contributor, who has a claim of the same key": (
        [
            *MEMBER,
            *emergency("2026-03-03", claim="o", contributor="one", status="denied"),
            *claim_of("2026-03-03", claim="o", contributor="two", diagnosis="F32.9"),
        ],
        NONE,
    ),
}

MONTHS = {
    "covered on the fifteenth alone": (
        [row("person"), covered("2026-02-15", "2026-02-15")],
        "1 1: 0",
    ),
    "covered until the fourteenth": (
        [row("person"), covered("2026-02-01", "2026-02-14")],
        "1 0: 0",
    ),
    "covered from the sixteenth": ([row("person"), covered("2026-02-16", "2026-03-14")], "1 0: 0"),
    "covered on one day before the period": ([row("person"), covered(end="2025-12-31")], NOBODY),
    "covered on the first day": ([row("person"), covered(end="2026-01-01")], "1 0: 0"),
    "covered from the last day": ([row("person"), covered("2026-12-31")], "1 0: 0"),
    "covered from the day after": ([row("person"), covered("2027-01-01")], NOBODY),
    "coverage without a first day": ([row("person"), covered(None)], NONE),
    "covered by two at once": (
        [*MEMBER, covered("2026-02-01", "2026-08-31", payer="another")],
        NONE,
    ),
    "a span inside of another does not end it": (
        [
            row("person"),
            covered("2026-01-01", "2026-10-31"),
            covered("2026-02-01", "2026-03-31"),
            covered("2026-05-01", "2026-06-30"),
            *emergency("2026-04-15"),
        ],
        "1 10: 1",
    ),
    "two spans that touch in the middle of a month": (
        [row("person"), covered("2026-01-01", "2026-02-14"), covered("2026-02-15", "2026-03-31")],
        "1 3: 0",
    ),
    "two spans that overlap on a fifteenth": (
        [row("person"), covered("2026-01-01", "2026-02-15"), covered("2026-02-15", "2026-03-31")],
        "1 3: 0",
    ),
    "two spans that leave out a fifteenth": (
        [row("person"), covered("2026-01-01", "2026-02-14"), covered("2026-02-16", "2026-03-31")],
        "1 2: 0",
    ),
}

DIAGNOSES = {
    name: (diagnosed(code), counted)
    for name, code, counted in (
        ("alcohol", "F10.129", ONE),
        ("opioids", "F11.20", ONE),
        ("tobacco", "F17.210", NONE),
        ("other psychoactive substances", "F19.10", ONE),
        ("dementia", "F03.90", NONE),
        ("psychosis, three characters", "F22", ONE),
        ("attention deficit", "F90.2", ONE),
        ("the last of the chapter", "F99", ONE),
        ("Alzheimer's disease", "G30.9", NONE),
        ("self-harm by jumping", "X80.XXXA", ONE),
        ("assault by drowning", "X92.0XXA", NONE),
        ("poisoning by opium, self-harm", "T40.0X2A", ONE),
        ("poisoning by opium, accidental", "T40.0X1A", NONE),
        ("poisoning by an unspecified systemic agent, self-harm", "T45.92XA", ONE),
        ("poisoning by an unspecified systemic agent, assault", "T45.93XA", NONE),
        ("asphyxiation, self-harm", "T71.162A", ONE),
        ("asphyxiation, accidental", "T71.161A", NONE),
        ("effects of radiation", "T66.XXXA", NONE),
        ("attempted suicide", "T14.91XA", ONE),
        ("suicidal ideation", "R45.851", ONE),
        ("homicidal ideation", "R45.850", NONE),
        ("chest pain", "R07.9", NONE),
    )
}

CASES = {
    f"{part}: {name}": case
    for part, cases in {"visit": VISITS, "member months": MONTHS, "diagnosis": DIAGNOSES}.items()
    for name, case in cases.items()
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_emergency_visits_with_a_behavioral_principal_diagnosis(case, answered):
    persons, months = answered[case]["1"], answered[case]["2"]

    assert persons["numerator"] == months["numerator"]
    assert (
        f"{persons['denominator']} {months['denominator']}: {months['numerator']}" == CASES[case][1]
    )
