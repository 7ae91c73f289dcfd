"""HUB-MOUD: medication for opioid use disorder, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import RXNORM
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-MOUD")
ADULT = row("person", birth_day="1991-05-05")
DIAGNOSED = claim_of("2026-03-03", "99213", diagnosis="F11.20")
MEMBER = [ADULT, covered(), *DIAGNOSED]
NONE, NOTHING = "0/0 0/0 0/0 0/0", "0/1 0/1 0/1 0/1"


def given(code, day="2026-04-01", **cells):
    return [*MEMBER, *claim_of(day, code, **cells)]


def filled(drug):
    return given("99999", line={"drug": (RXNORM, drug)})


def born(day, precision=None):
    return [row("person", birth_day=day, date_precision=precision), covered(), *DIAGNOSED]


CASES = {
    "without a diagnosis": ([ADULT, covered()], NONE),
    "without a medication": (MEMBER, NOTHING),
    "the example of the page": (
        [
            ADULT,
            covered("2026-01-01", "2026-11-30"),
            *DIAGNOSED,
            *claim_of("2026-04-01", "H0020"),
        ],
        "1/1 0/1 1/1 0/1",
    ),
    "behavioral benefits carved out": (
        [ADULT, covered(behavioral_benefit=False), *DIAGNOSED, *claim_of("2026-04-01", "H0020")],
        NONE,
    ),
    "a medication without a diagnosis": (
        [ADULT, covered(), *claim_of("2026-04-01", "H0020")],
        NONE,
    ),
    "buprenorphine": (given("J0571"), "1/1 1/1 0/1 0/1"),
    "naltrexone": (given("J2315"), "1/1 0/1 0/1 1/1"),
    "a bundle that names none": (given("G2074"), "1/1 0/1 0/1 0/1"),
    "a fill of buprenorphine": (filled("1819"), "1/1 1/1 0/1 0/1"),
    "a fill of methadone": (filled("6813"), "1/1 0/1 1/1 0/1"),
    "a fill of naltrexone": (filled("7243"), "1/1 0/1 0/1 1/1"),
    "a fill of something else": (filled("161"), NOTHING),
    "two medications": (
        [*given("J0571"), *claim_of("2026-05-01", "H0020")],
        "1/1 1/1 1/1 0/1",
    ),
    "naltrexone, and a bundle that names none": (
        [*given("J2315"), *claim_of("2026-05-01", "G2074")],
        "1/1 0/1 0/1 1/1",
    ),
    "a medication after the period": (given("H0020", "2027-01-01"), NOTHING),
    "a medication on the last day": (given("H0020", "2026-12-31"), "1/1 0/1 1/1 0/1"),
    "any diagnosis": (
        [ADULT, covered(), *claim_of("2026-03-03", "99213", diagnosis="I10 F11.20")],
        NOTHING,
    ),
    "opioid use, unspecified": (
        [ADULT, covered(), *claim_of("2026-03-03", "99213", diagnosis="F11.90")],
        NONE,
    ),
    "diagnosed on the last day": (
        [ADULT, covered(), *claim_of("2026-12-31", "99213", diagnosis="F11.20")],
        NOTHING,
    ),
    "diagnosed after the period": (
        [ADULT, covered(), *claim_of("2027-01-01", "99213", diagnosis="F11.20")],
        NONE,
    ),
    "18 at the end": (born("2008-12-31"), NOTHING),
    "17 at the end": (born("2009-01-01"), NONE),
    "born in a year in which all are 18 on its last day": (born("2008-01-01", "year"), NOTHING),
    "64 at the end": (born("1962-01-01"), NOTHING),
    "65 at the end": (born("1961-12-31"), NONE),
    "born in a year in which some are 65": (born("1961-01-01", "year"), NONE),
    "over 89": ([row("person", over_89=True), covered(), *DIAGNOSED], NONE),
    "45 days short": ([ADULT, covered(end="2026-11-16"), *DIAGNOSED], NOTHING),
    "46 days short": ([ADULT, covered(end="2026-11-15"), *DIAGNOSED], NONE),
    "twice 22 days short": (
        [
            ADULT,
            covered("2026-01-23", "2026-06-30"),
            covered("2026-07-23"),
            *DIAGNOSED,
        ],
        NOTHING,
    ),
    "not covered": ([ADULT, *DIAGNOSED], NONE),
}


SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_medication_for_opioid_use_disorder(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
