"""45 CFR 164.508(a)(2): the cases of the rule book."""

from datetime import date

import pytest

from policies.basis import Basis
from policies.data_class import PSYCHOTHERAPY_NOTES
from policies.hipaa.s164_508_a_2_psychotherapy_notes import s164_508_a_2_psychotherapy_notes
from tests.builders.facts import on, request, said

RULE = s164_508_a_2_psychotherapy_notes
NEVER = "deny: psychotherapy notes are never passed on"


def notes(**facts):
    return request(data_class=PSYCHOTHERAPY_NOTES, **facts)


CASES = {
    "claims": (request(), "silent: these are not psychotherapy notes"),
    "psychotherapy notes": (notes(), NEVER),
    "for treatment": (notes(purpose="TREAT"), NEVER),
    "de-identified": (notes(basis=Basis.SAFE_HARBOR), NEVER),
    "a record labelled so": (request(sensitivity=frozenset({"PSYTHPN"})), NEVER),
    "before the privacy rule": (
        notes(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.508(a)(2) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
