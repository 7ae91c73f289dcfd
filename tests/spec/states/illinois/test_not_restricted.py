"""Illinois law, what is not restricted: the cases of the rule book."""

from datetime import date

import pytest

from policies.states.illinois.not_restricted import not_restricted
from tests.builders.facts import on, request, said

RULE = not_restricted

CASES = {
    "whatever no statute speaks of": (request(state="IL"), "permit"),
    "before there was a network": (
        request(state="IL", **on(date(1999, 12, 31))),
        "silent: Illinois law is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
