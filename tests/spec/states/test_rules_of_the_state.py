"""State law, rules of the state: the cases of the rule book."""

from datetime import date

import pytest

from policies.states.rules_of_the_state import rules_of_the_state
from tests.builders.facts import on, request, said

RULE = rules_of_the_state
NONE = "silent: no rules of the contributor's state are at hand"

CASES = {
    "a state with rules": (request(state="IL"), "permit"),
    "a state without": (request(state="WI"), NONE),
    "no state": (request(), NONE),
    "before there was a network": (
        request(state="IL", **on(date(1999, 12, 31))),
        "silent: state law is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
