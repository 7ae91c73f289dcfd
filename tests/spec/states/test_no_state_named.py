"""State law, no state named: the cases of the rule book."""

from datetime import date

import pytest

from policies.states.no_state_named import FIND_OUT, no_state_named
from tests.builders.facts import on, request, said

RULE = no_state_named

CASES = {
    "no state is named": (request(), "permit"),
    "a state is named": (request(state="IL"), "silent: the contributor's state is named"),
    "before there was a network": (
        request(**on(date(1999, 12, 31))),
        "silent: state law is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_it_is_said_that_no_states_law_was_applied():
    assert RULE(request()).obligations == {FIND_OUT}
