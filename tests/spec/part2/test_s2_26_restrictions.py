"""42 CFR 2.26: the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import Standing
from policies.part2.s2_26_restrictions import s2_26_restrictions
from policies.part2.s2_51_medical_emergency import RECORD
from policies.rule import Deny
from tests.builders.facts import on, request, said, state

RULE = s2_26_restrictions
SHUT = state(Standing.IN_FORCE, closed=True)
BUT_HIV = state(Standing.IN_FORCE, closed_to=frozenset({"HIV"}))

CASES = {
    "nothing was asked for": (
        request(),
        "silent: no restriction that the patient asked for speaks of this",
    ),
    "a restriction shuts it out, consent or not": (
        request(consent=SHUT),
        "deny: the patient asked for a restriction that shuts this out",
    ),
    "a restriction shuts out some labels": (
        request(consent=BUT_HIV),
        "deny: the patient asked for a restriction on what is labelled HIV",
    ),
    "an emergency that has been written down": (
        request(consent=SHUT, purpose="ETREAT", emergency=frozenset(RECORD)),
        "silent: a restriction gives way to a medical emergency",
    ),
    "an emergency of which nothing was written down": (
        request(consent=SHUT, purpose="ETREAT"),
        "deny: the patient asked for a restriction that shuts this out",
    ),
    "the day before programs had to comply": (
        request(consent=SHUT, **on(date(2026, 2, 15))),
        "silent: 42 CFR 2.26 is not yet in force",
    ),
    "the day on which they had to": (
        request(consent=SHUT, **on(date(2026, 2, 16))),
        "deny: the patient asked for a restriction that shuts this out",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_a_restriction_on_labels_leaves_the_rest():
    assert RULE(request(consent=BUT_HIV)) == Deny(
        text="the patient asked for a restriction on what is labelled HIV", only=frozenset({"HIV"})
    )
