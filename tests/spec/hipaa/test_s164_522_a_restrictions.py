"""45 CFR 164.522(a): the cases of the rule book."""

from datetime import date

import pytest

from policies.basis import Basis
from policies.consent.consent import Standing
from policies.hipaa.s164_522_a_restrictions import s164_522_a_restrictions
from tests.builders.facts import on, request, said, state

RULE = s164_522_a_restrictions
SHUT = state(Standing.NONE, closed=True)

CASES = {
    "a restriction that binds": (
        request(consent=SHUT),
        "deny: the patient asked for a restriction that shuts this out",
    ),
    "none was asked for": (
        request(),
        "silent: no restriction that the patient asked for speaks of this",
    ),
    "records that identify nobody": (
        request(consent=SHUT, basis=Basis.SAFE_HARBOR),
        "silent: the records identify nobody",
    ),
    "the day before the privacy rule": (
        request(consent=SHUT, **on(date(2003, 4, 13))),
        "silent: 45 CFR 164.522(a) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
