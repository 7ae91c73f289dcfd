"""Network charter, taking part: the cases of the rule book."""

from datetime import date

import pytest

from policies.network.taking_part import taking_part
from tests.builders.facts import on, request, said

RULE = taking_part

CASES = {
    "any request": (request(), "permit"),
    "before there was a network": (
        request(**on(date(1999, 12, 31))),
        "silent: network charter: taking part is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
