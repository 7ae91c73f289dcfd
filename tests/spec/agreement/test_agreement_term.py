"""Agreement, term: the cases of the rule book."""

from datetime import date, timedelta

import pytest

from policies.agreement.term import term
from tests.builders.facts import NOW, agreement, on, request, said

RULE = term
RUNS = "silent: the agreement has not run out"
SECOND = timedelta(seconds=1)


def under(**terms):
    return request(agreement=agreement(**terms))


CASES = {
    "in force": (request(), RUNS),
    "no agreement": (request(agreement=None), "silent: there is no agreement"),
    "its last day is today": (under(expires=date(2026, 3, 2)), RUNS),
    "its last day was yesterday": (
        under(expires=date(2026, 3, 1)),
        "deny: the agreement has expired",
    ),
    "its first day is today": (under(effective=date(2026, 3, 2)), RUNS),
    "its first day is tomorrow": (
        under(effective=date(2026, 3, 3)),
        "deny: the agreement is not in force yet",
    ),
    "suspended at this instant": (
        under(suspended=NOW),
        "deny: the agreement is suspended",
    ),
    "suspended a second later": (under(suspended=NOW + SECOND), RUNS),
    "terminated at this instant": (
        under(terminated=NOW),
        "deny: the agreement was terminated",
    ),
    "terminated a second later": (under(terminated=NOW + SECOND), RUNS),
    "terminated and expired": (
        under(terminated=NOW, expires=date(2026, 3, 1)),
        "deny: the agreement was terminated",
    ),
    "closed, everything certified": (
        under(
            terminated=NOW - SECOND,
            closed=NOW,
            datasets=frozenset({"s1"}),
            certified=frozenset({"s1"}),
        ),
        "deny: the agreement is closed, and its records are destroyed",
    ),
    "closed, but one dataset has no certificate": (
        under(
            terminated=NOW - SECOND,
            closed=NOW,
            datasets=frozenset({"s1", "s2"}),
            certified=frozenset({"s1"}),
        ),
        "deny: the agreement was terminated",
    ),
    "before agreements of this kind": (
        request(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.514(e)(4); agreement, term is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
