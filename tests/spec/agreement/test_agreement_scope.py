"""Agreement, scope: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.scope import scope
from policies.basis import Basis
from policies.data_class import COUNSELLING_NOTES
from policies.recipient import Recipient
from tests.builders.facts import agreement, on, request, said

RULE = scope
PUBLIC = Recipient(id="somebody", type="public")
TOO_MUCH = "silent: the records tell more of the person than the agreement allows"
OTHER_CLASS = "silent: the agreement does not cover this class of data"

CASES = {
    "everything is covered": (request(), "permit"),
    "no agreement": (request(agreement=None), "silent: there is no agreement that covers this"),
    "the contributor is no party": (
        request(contributor="another"),
        "silent: the contributor is not a party to the agreement",
    ),
    "the recipient is not named": (
        request(recipient=PUBLIC),
        "silent: the agreement does not name the recipient",
    ),
    "the recipient is named, and no party": (
        request(recipient=PUBLIC, agreement=agreement(recipients=frozenset({"somebody"}))),
        "permit",
    ),
    "another purpose": (
        request(purpose="HRESCH"),
        "silent: the agreement does not cover this purpose",
    ),
    "a purpose below the one agreed": (request(purpose="PERFMSR"), "permit"),
    "a purpose above the one agreed": (
        request(purpose="HOPERAT", agreement=agreement(purposes=frozenset({"PERFMSR"}))),
        "silent: the agreement does not cover this purpose",
    ),
    "another class of data": (request(data_class="survey"), OTHER_CLASS),
    "a class of data within the one agreed": (request(data_class="claim-line"), "permit"),
    "counselling notes are in no other class": (
        request(data_class=COUNSELLING_NOTES),
        OTHER_CLASS,
    ),
    "less was reduced than agreed": (request(basis=Basis.IDENTIFIED), TOO_MUCH),
    "more was reduced than agreed": (request(basis=Basis.SAFE_HARBOR), "permit"),
    "a limited data set under an agreement on Safe Harbor": (
        request(agreement=agreement(basis=Basis.SAFE_HARBOR)),
        TOO_MUCH,
    ),
    "before agreements of this kind": (
        request(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.514(e)(4); agreement, scope is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_a_permission_names_the_clause_that_it_rests_on():
    assert RULE(request()).clause == "agreement A1: purpose HOPERAT, data class claims"
