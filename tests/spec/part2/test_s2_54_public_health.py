"""42 CFR 2.54: the cases of the rule book."""

from datetime import date

import pytest

from policies.basis import Basis
from policies.consent.consent import Standing
from policies.part2.s2_12_a_applicability import restricts
from policies.part2.s2_54_public_health import s2_54_public_health
from tests.builders.facts import on, request, said, state

RULE = s2_54_public_health
NONE = state(Standing.NONE)

CASES = {
    "identified records without a consent": (
        request(purpose="PUBHLTH", consent=NONE),
        "deny: without a consent of the patient, public health may receive these records only"
        " de-identified",
    ),
    "with a consent": (
        request(purpose="PUBHLTH"),
        "silent: the patient consented to the disclosure for public health",
    ),
    "another purpose": (request(consent=NONE), "silent: the purpose is not public health"),
    "the day before the rule took effect": (
        request(purpose="PUBHLTH", consent=NONE, **on(date(2024, 4, 15))),
        "silent: 42 CFR 2.54 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_de_identified_records_are_not_governed_at_all():
    assert not restricts(request(purpose="PUBHLTH", basis=Basis.SAFE_HARBOR))
