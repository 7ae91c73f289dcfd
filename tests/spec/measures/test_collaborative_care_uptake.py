"""HUB-COCM: uptake of Collaborative Care from claims, as a table of situations.

Counts are the denominator, then the numerators: persons, initiations, months.
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
MEASURE = measure_named("HUB-COCM")


MEMBER = [row("person"), covered()]
NOBODY, NONE = "0: 0 0 0", "1: 0 0 0"

CASES = {
    "a member without a service": (MEMBER, NONE),
    "not covered": ([row("person"), *paid("2026-03-10", "99492")], NOBODY),
    "covered until the day before": (
        [row("person"), covered(end="2025-12-31"), *paid("2026-03-10", "99492")],
        NOBODY,
    ),
    "covered until the first day": ([row("person"), covered(end="2026-01-01")], NONE),
    "covered from the last day": ([row("person"), covered("2026-12-31")], NONE),
    "covered from the day after": ([row("person"), covered("2027-01-01")], NOBODY),
    "covered twice counts once": ([*MEMBER, covered("2026-06-01", payer="another")], NONE),
    "the example of the page": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492"),
            *paid("2026-04-10", "99493", "99494"),
            *paid("2026-06-10", "99493"),
        ],
        "1: 1 1 3",
    ),
    "coverage without a first day": ([row("person"), covered(None)], NONE),
    "twice in a month": (
        [*MEMBER, *paid("2026-03-10", "99492"), *paid("2026-03-20", "99494")],
        "1: 1 1 1",
    ),
    "after six months without": (
        [*MEMBER, *paid("2026-01-10", "99493"), *paid("2026-08-10", "99493")],
        "1: 1 2 2",
    ),
    "after five months without": (
        [*MEMBER, *paid("2026-01-10", "99493"), *paid("2026-07-10", "99493")],
        "1: 1 1 2",
    ),
    "begun six months before the period": (
        [*MEMBER, *paid("2025-07-10", "99492"), *paid("2026-01-10", "99493")],
        "1: 1 0 1",
    ),
    "begun seven months before the period": (
        [*MEMBER, *paid("2025-06-30", "99492"), *paid("2026-01-10", "99493")],
        "1: 1 1 1",
    ),
    "on the day before the period": ([*MEMBER, *paid("2025-12-31", "99492")], NONE),
    "on the last day of the period": ([*MEMBER, *paid("2026-12-31", "99492")], "1: 1 1 1"),
    "on the day after the period": ([*MEMBER, *paid("2027-01-01", "99492")], NONE),
    "G2214": ([*MEMBER, *paid("2026-03-10", "G2214")], "1: 1 1 1"),
    "G0512 after its last day": ([*MEMBER, *paid("2026-01-01", "G0512")], NONE),
    "G0512 before its last day keeps a later month from being a beginning": (
        [*MEMBER, *paid("2025-12-31", "G0512"), *paid("2026-01-10", "G0569")],
        "1: 1 0 1",
    ),
    "G0568 and G0569": (
        [*MEMBER, *paid("2026-01-10", "G0568"), *paid("2026-02-10", "G0569")],
        "1: 1 1 2",
    ),
    "G0569 before its first day": (
        [*MEMBER, *paid("2025-12-10", "G0569"), *paid("2026-01-10", "G0569")],
        "1: 1 1 1",
    ),
    "another service": ([*MEMBER, *paid("2026-03-10", "99484")], NONE),
    "the day is the claim's where the line has none": (
        [*MEMBER, *paid("2026-03-10", "99492", line={"start": None})],
        "1: 1 1 1",
    ),
    "denied": ([*MEMBER, *paid("2026-03-10", "99492", status="denied")], NONE),
    "pending": ([*MEMBER, *paid("2026-03-10", "99492", status="pending")], NONE),
    "the line denied": (
        [*MEMBER, *paid("2026-03-10", "99492", line={"status": "denied"})],
        NONE,
    ),
    "nothing said of the line": (
        [*MEMBER, *paid("2026-03-10", "99492", line={"status": None})],
        "1: 1 1 1",
    ),
    "reversed later under the same key": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="a"),
            *paid("2026-03-10", claim="a", status="reversed"),
        ],
        NONE,
    ),
    "voided by another claim": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="b"),
            *paid("2026-03-10", "99492", claim="b2", frequency="void", replaces="b"),
        ],
        NONE,
    ),
    "replaced by another claim": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="c"),
            *paid("2026-04-10", "99492", claim="c2", frequency="replacement", replaces="c"),
        ],
        "1: 1 1 1",
    ),
    "replaced by a claim for something else": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="d"),
            *paid("2026-03-10", "99484", claim="d2", frequency="replacement", replaces="d"),
        ],
        NONE,
    ),
    "replaced by a claim that is pending": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="e"),
            *paid(
                "2026-03-10",
                "99484",
                claim="e2",
                frequency="replacement",
                replaces="e",
                status="pending",
            ),
        ],
        "1: 1 1 1",
    ),
    "a replacement that keeps the key": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="f", frequency="replacement", replaces="f"),
        ],
        "1: 1 1 1",
    ),
    "begun on the first day of the sixth month before": (
        [*MEMBER, *paid("2025-07-01", "99492"), *paid("2026-01-10", "99493")],
        "1: 1 0 1",
    ),
    "the day is the line's where both have one": (
        [*MEMBER, *paid("2025-12-31", "99492", line={"start": "2026-01-02"})],
        "1: 1 1 1",
    ),
    "valid on the day of the line": (
        [*MEMBER, *paid("2025-12-31", "G0569", line={"start": "2026-01-02"})],
        "1: 1 1 1",
    ),
    "a claim without lines": ([*MEMBER, *paid("2026-03-10", claim="of one")], NONE),
    "a line of another person's claim": (
        [*MEMBER, *paid("2026-03-10", "99492", claim="of one")[1:]],
        NONE,
    ),
    "replaced by a claim of another contributor": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="m", contributor="one"),
            *paid("2026-05-10", "J0000", claim="m2", contributor="two", replaces="m"),
        ],
        "1: 1 1 1",
    ),
    "reversed by another contributor, who has a claim of the same key": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="n", contributor="one"),
            *paid("2026-03-10", claim="n", contributor="two", status="reversed"),
        ],
        "1: 1 1 1",
    ),
    "paid by another contributor, who has a claim of the same key": (
        [
            *MEMBER,
            *paid("2026-03-10", "99492", claim="o", contributor="one", status="denied"),
            *paid("2026-03-10", claim="o", contributor="two"),
        ],
        "1: 0 0 0",
    ),
}
SITUATIONS = {name: rows for name, (rows, _) in CASES.items()}


@pytest.fixture(scope="module")
def answered():
    return results(MEASURE, SITUATIONS, PERIOD)


@pytest.mark.parametrize("case", CASES)
def test_uptake_of_collaborative_care(case, answered):
    rates = answered[case]
    numerators = " ".join(str(rates[rate]["numerator"]) for rate in ("1", "2", "3"))

    assert f"{rates['1']['denominator']}: {numerators}" == CASES[case][1]
