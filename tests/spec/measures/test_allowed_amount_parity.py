"""HUB-PARITY: allowed amount of an office visit, behavioral and medical, as a table of situations.

Of each rate the numerator and the denominator.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.code_system import TAXONOMY
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import row
from tests.builders.situations import fractions, results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-PARITY")
PSYCHIATRIST = row("provider", provider="a", practice="p", taxonomy=(TAXONOMY, "2084P0800X"))
INTERNIST = row("provider", provider="b", practice="p", taxonomy=(TAXONOMY, "207R00000X"))
BOTH = [
    row("provider", provider="c", practice="p", taxonomy=(TAXONOMY, "2084P0800X")),
    row("provider", provider="c", practice="q", taxonomy=(TAXONOMY, "207R00000X")),
]
UNTOLD = row("provider", provider="d", practice="p")
MEMBER = [PSYCHIATRIST, INTERNIST, *BOTH, UNTOLD, row("person"), covered()]
NONE, ONE = "0/0 0/0", "100/1 0/0"


def visit(provider="a", amount=99.5, day="2026-03-03", code="99214", *, network=True, **cells):
    return claim_of(
        day,
        code,
        provider=provider,
        in_network=network,
        **{"line": {"allowed_amount": amount}} | cells,
    )


TWICE = visit(claim="twice")

CASES = {
    "none": (MEMBER, NONE),
    "the example of the page": ([*MEMBER, *visit(), *visit("b", 131.2)], "100/1 131/1"),
    "two visits": ([*MEMBER, *visit(), *visit(amount=50)], "150/2 0/0"),
    "the same line twice": ([*MEMBER, *TWICE, *TWICE], ONE),
    "the same amount on two claims of a day": ([*MEMBER, *visit(), *visit()], "200/2 0/0"),
    "two lines of a claim": (
        [
            *MEMBER,
            *claim_of(
                "2026-03-03",
                "99213",
                "99214",
                provider="a",
                in_network=True,
                line={"allowed_amount": 99.5},
            ),
        ],
        "200/2 0/0",
    ),
    "the same key of two contributors": (
        [
            *MEMBER,
            *visit(claim="k", contributor="one"),
            *visit(claim="k", contributor="two"),
        ],
        "200/2 0/0",
    ),
    "half a dollar less a cent": ([*MEMBER, *visit(amount=99.49)], "99/1 0/0"),
    "nothing allowed": ([*MEMBER, *visit(amount=0)], NONE),
    "half a cent allowed": ([*MEMBER, *visit(amount=0.4)], "0/1 0/0"),
    "no amount told": ([*MEMBER, *visit(amount=None)], NONE),
    "out of network": ([*MEMBER, *visit(network=False)], NONE),
    "nobody says whether in network": ([*MEMBER, *visit(network=None)], NONE),
    "a clinician of two practices and specialties is the psychiatrist": (
        [*MEMBER, *visit("c")],
        ONE,
    ),
    "a clinician whose specialty is not told": ([*MEMBER, *visit("d")], NONE),
    "a clinician whom the directory does not know": ([*MEMBER, *visit("e")], NONE),
    "another code": ([*MEMBER, *visit(code="90834")], NONE),
    "on the last day of the period": ([*MEMBER, *visit(day="2026-12-31")], ONE),
    "on the day after": ([*MEMBER, *visit(day="2027-01-01")], NONE),
    "not covered": ([row("person"), *visit()], NONE),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_allowed_amount_of_an_office_visit(case, answered):
    assert fractions(answered[case]) == CASES[case][1]
