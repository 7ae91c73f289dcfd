"""45 CFR 164.508: the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import Standing
from policies.hipaa.s164_508_authorization import s164_508_authorization
from tests.builders.facts import on, request, said, state

RULE = s164_508_authorization
NOT_ALL = "silent: the patient did not authorize all of this in writing"

CASES = {
    "authorized in writing": (request(), "permit"),
    "no authorization": (request(consent=state(Standing.NONE)), NOT_ALL),
    "revoked": (request(consent=state(Standing.REVOKED)), NOT_ALL),
    "for some of the records only": (
        request(consent=state(Standing.IN_FORCE, only=frozenset({"SUD"}))),
        NOT_ALL,
    ),
    "before the privacy rule": (
        request(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.508 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
