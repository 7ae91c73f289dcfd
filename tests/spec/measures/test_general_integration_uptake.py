"""HUB-BHI: uptake of general behavioral health integration, as a table of situations.

Counts are the denominator, then the numerators: persons, months.
"""

from datetime import date

import pytest

from hub.measures.measure import measure_named
from schemas.period import Period
from tests.builders.claims import claim_of as paid
from tests.builders.claims import covered
from tests.builders.records import row
from tests.builders.situations import results

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
MEASURE = measure_named("HUB-BHI")
MEMBER = [row("person"), covered()]
NOBODY, NONE = "0: 0 0", "1: 0 0"

CASES = {
    "a member without a service": (MEMBER, NONE),
    "not covered": ([row("person"), *paid("2026-03-10", "99484")], NOBODY),
    "covered until the day before": ([row("person"), covered(end="2025-12-31")], NOBODY),
    "covered until the first day": ([row("person"), covered(end="2026-01-01")], NONE),
    "covered from the last day": ([row("person"), covered("2026-12-31")], NONE),
    "covered from the day after": ([row("person"), covered("2027-01-01")], NOBODY),
    "coverage without a first day": ([row("person"), covered(None)], NONE),
    "the example of the page": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484"),
            *paid("2026-04-10", "99484"),
            *paid("2026-04-20", "99484"),
        ],
        "1: 1 2",
    ),
    "G0323": ([*MEMBER, *paid("2026-03-10", "G0323")], "1: 1 1"),
    "G0570": ([*MEMBER, *paid("2026-03-10", "G0570")], "1: 1 1"),
    "G0507, which has ended": ([*MEMBER, *paid("2026-03-10", "G0507")], NONE),
    "Collaborative Care": ([*MEMBER, *paid("2026-03-10", "99492")], NONE),
    "on the day before the period": ([*MEMBER, *paid("2025-12-31", "99484")], NONE),
    "on the first day of the period": ([*MEMBER, *paid("2026-01-01", "99484")], "1: 1 1"),
    "on the last day of the period": ([*MEMBER, *paid("2026-12-31", "99484")], "1: 1 1"),
    "on the day after the period": ([*MEMBER, *paid("2027-01-01", "99484")], NONE),
    "the day is the claim's where the line has none": (
        [*MEMBER, *paid("2026-03-10", "99484", line={"start": None})],
        "1: 1 1",
    ),
    "the day is the line's where both have one": (
        [*MEMBER, *paid("2025-12-31", "99484", line={"start": "2026-01-02"})],
        "1: 1 1",
    ),
    "denied": ([*MEMBER, *paid("2026-03-10", "99484", status="denied")], NONE),
    "the line denied": ([*MEMBER, *paid("2026-03-10", "99484", line={"status": "denied"})], NONE),
    "nothing said of the line": (
        [*MEMBER, *paid("2026-03-10", "99484", line={"status": None})],
        "1: 1 1",
    ),
    "reversed": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484", claim="a"),
            *paid("2026-03-10", claim="a", status="reversed"),
        ],
        NONE,
    ),
    "voided": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484", claim="b"),
            *paid("2026-03-10", "99484", claim="b2", frequency="void"),
        ],
        "1: 1 1",
    ),
    "only a void": ([*MEMBER, *paid("2026-03-10", "99484", claim="b3", frequency="void")], NONE),
    "replaced by a claim for something else": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484", claim="c"),
            *paid("2026-03-10", "99492", claim="c2", frequency="replacement", replaces="c"),
        ],
        NONE,
    ),
    "to be replaced by a claim that is pending": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484", claim="d"),
            *paid("2026-03-10", "99492", claim="d2", status="pending", replaces="d"),
        ],
        "1: 1 1",
    ),
    "a replacement that keeps the key": (
        [*MEMBER, *paid("2026-03-10", "99484", claim="f", frequency="replacement", replaces="f")],
        "1: 1 1",
    ),
    "valid on the day of the line": (
        [*MEMBER, *paid("2025-12-31", "G0570", line={"start": "2026-01-02"})],
        "1: 1 1",
    ),
    "a claim without lines": ([*MEMBER, *paid("2026-03-10", claim="of one")], NONE),
    "a line of another person's claim": (
        [*MEMBER, *paid("2026-03-10", "99484", claim="of one")[1:]],
        NONE,
    ),
    "replaced by a claim of another contributor": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484", claim="m", contributor="one"),
            *paid("2026-05-10", "J0000", claim="m2", contributor="two", replaces="m"),
        ],
        "1: 1 1",
    ),
    "reversed by another contributor, who has a claim of the same key": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484", claim="n", contributor="one"),
            *paid("2026-03-10", claim="n", contributor="two", status="reversed"),
        ],
        "1: 1 1",
    ),
    "paid by another contributor, who has a claim of the same key": (
        [
            *MEMBER,
            *paid("2026-03-10", "99484", claim="o", contributor="one", status="denied"),
            *paid("2026-03-10", claim="o", contributor="two"),
        ],
        "1: 0 0",
    ),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_uptake_of_general_integration(case, answered):
    rates = answered[case]
    numerators = " ".join(str(rates[rate]["numerator"]) for rate in ("1", "2"))

    assert f"{rates['1']['denominator']}: {numerators}" == CASES[case][1]
