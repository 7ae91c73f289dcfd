"""Network charter, honour_refusals: the cases of the rule book."""

from datetime import date

import pytest

from policies.basis import Basis
from policies.consent.consent import Standing
from policies.network.honour_refusals import honour_refusals
from policies.part2.s2_51_medical_emergency import RECORD
from policies.request import Provenance
from tests.builders.facts import agreement, on, request, said, state

RULE = honour_refusals
NO = state(Standing.REFUSED)
DENIED = "deny: the patient refused this in writing, and the network honours that"


def plain(**facts):
    return request(**({"provenance": Provenance.NO, "consent": NO} | facts))


CASES = {
    "a written no, of records that only HIPAA protects": (plain(), DENIED),
    "a written no to some labels": (
        plain(consent=state(Standing.NONE, redact=frozenset({"MH"}))),
        "deny: the patient refused in writing what is labelled MH",
    ),
    "no consent is no refusal": (
        plain(consent=state(Standing.NONE)),
        "silent: the patient has refused nothing in writing",
    ),
    "records that identify nobody": (
        plain(basis=Basis.SAFE_HARBOR),
        "silent: the records identify nobody",
    ),
    "an agreement that leaves it at the law": (
        plain(agreement=agreement(honour_opt_outs=False)),
        "silent: this agreement does not honour refusals beyond the law",
    ),
    "no agreement": (plain(agreement=None), DENIED),
    "an emergency": (
        plain(purpose="ETREAT", emergency=frozenset(RECORD)),
        "silent: a refusal gives way to a medical emergency",
    ),
    "before there was a network": (
        plain(**on(date(1999, 12, 31))),
        "silent: network charter: honour_refusals is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
