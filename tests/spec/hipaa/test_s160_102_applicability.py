"""45 CFR 160.102: the cases of the rule book."""

from datetime import date

import pytest

from policies.capacity import Capacity
from policies.hipaa.s160_102_applicability import s160_102_applicability
from tests.builders.facts import PAYER, PROGRAM, on, request, said

RULE = s160_102_applicability
BOUND = "silent: the contributor is bound by the HIPAA privacy rule"

CASES = {
    "a program that is no covered entity": (request(capacities=PROGRAM), "permit"),
    "a mere lawful holder": (
        request(capacities=frozenset({Capacity.LAWFUL_HOLDER})),
        "permit",
    ),
    "a covered entity": (request(capacities=PAYER), BOUND),
    "a program that is a covered entity": (request(capacities=PROGRAM | PAYER), BOUND),
    "a business associate": (
        request(capacities=frozenset({Capacity.BUSINESS_ASSOCIATE})),
        BOUND,
    ),
    "nobody knows what it is": (request(capacities=frozenset()), BOUND),
    "before the privacy rule": (
        request(**on(date(2003, 4, 13))),
        "silent: 45 CFR 160.102 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
