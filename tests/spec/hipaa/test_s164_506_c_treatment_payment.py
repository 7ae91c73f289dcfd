"""45 CFR 164.506(c)(2)-(3): the cases of the rule book."""

from datetime import date

import pytest

from policies.hipaa.s164_506_c_treatment_payment import s164_506_c_treatment_payment
from tests.builders.facts import on, request, said

RULE = s164_506_c_treatment_payment
NEITHER = "silent: the purpose is neither treatment nor payment"

CASES = {
    "treatment": (request(purpose="TREAT"), "permit"),
    "emergency treatment": (request(purpose="ETREAT"), "permit"),
    "payment": (request(purpose="HPAYMT"), "permit"),
    "quality improvement needs another ground": (request(purpose="HQUALIMP"), NEITHER),
    "research": (request(purpose="HRESCH"), NEITHER),
    "before the privacy rule": (
        request(purpose="TREAT", **on(date(2003, 4, 13))),
        "silent: 45 CFR 164.506(c)(2)-(3) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
