"""Network charter, honour_opt_outs: the cases of the rule book."""

from datetime import date

import pytest

from policies.basis import Basis
from policies.network.honour_opt_outs import honour_opt_outs
from tests.builders.facts import agreement, on, request, said

RULE = honour_opt_outs
HONOURED = "deny: the person opted out of the network, which honours that as its own policy"

CASES = {
    "nobody opted out": (request(), "silent: the person has not opted out of the network"),
    "opted out": (request(opted_out=True), HONOURED),
    "opted out, under Safe Harbor": (
        request(opted_out=True, basis=Basis.SAFE_HARBOR),
        HONOURED,
    ),
    "opted out, no agreement": (request(opted_out=True, agreement=None), HONOURED),
    "the agreement switches it off": (
        request(opted_out=True, agreement=agreement(honour_opt_outs=False)),
        "silent: this agreement does not honour opt-outs of the network",
    ),
    "before there was a network": (
        request(opted_out=True, **on(date(1999, 12, 31))),
        "silent: network charter: honour_opt_outs is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
