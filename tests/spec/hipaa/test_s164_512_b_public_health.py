"""45 CFR 164.512(b): the cases of the rule book."""

from datetime import date

import pytest

from policies.hipaa.s164_512_b_public_health import s164_512_b_public_health
from policies.recipient import Recipient
from tests.builders.facts import on, request, said

RULE = s164_512_b_public_health
AUTHORITY = Recipient(id="hub", type="public-health-authority")

CASES = {
    "an authority, for public health": (
        request(recipient=AUTHORITY, purpose="PUBHLTH"),
        "permit",
    ),
    "somebody else, for public health": (
        request(purpose="PUBHLTH"),
        "silent: the recipient is no public health authority",
    ),
    "an authority, for research": (
        request(recipient=AUTHORITY, purpose="HRESCH"),
        "silent: the purpose is not public health",
    ),
    "the day before the privacy rule": (
        request(recipient=AUTHORITY, purpose="PUBHLTH", **on(date(2003, 4, 13))),
        "silent: 45 CFR 164.512(b) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
