"""State law, a state without rules: the cases of the rule book."""

from datetime import date

import pytest

from policies.basis import Basis
from policies.regime import decide
from policies.regimes import REGIMES
from policies.request import Provenance
from policies.states.state_without_rules import state_without_rules
from tests.builders.facts import on, request, said

RULE = state_without_rules
DENIED = "deny: the hub has no rules of this state, so nothing that tells who a person is may move"
NONE = "silent: no state without rules is concerned"

CASES = {
    "a state without rules": (request(state="WI"), DENIED),
    "a state with rules": (request(state="IL"), NONE),
    "no state": (request(), NONE),
    "before there was a network": (
        request(state="WI", **on(date(1999, 12, 31))),
        "silent: state law is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_identifiable_records_are_refused_and_the_reason_is_told():
    decision = decide(request(state="WI", provenance=Provenance.NO), REGIMES)

    assert not decision.permitted
    assert "no rules of this state" in decision.reasons[0].text


def test_records_that_identify_nobody_are_no_concern_of_a_state():
    decision = decide(request(state="WI", basis=Basis.SAFE_HARBOR), REGIMES)

    assert "no rules of this state" not in " ".join(reason.text for reason in decision.reasons)
