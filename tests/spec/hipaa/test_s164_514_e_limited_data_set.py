"""45 CFR 164.514(e): the cases of the rule book."""

from datetime import date

import pytest

from policies.basis import Basis
from policies.hipaa.s164_514_e_limited_data_set import s164_514_e_limited_data_set
from tests.builders.facts import agreement, on, request, said

RULE = s164_514_e_limited_data_set
NO_AGREEMENT = "silent: there is no data use agreement for a limited data set"

CASES = {
    "quality improvement": (request(), "permit"),
    "research": (request(purpose="HRESCH"), "permit"),
    "public health": (request(purpose="PUBHLTH"), "permit"),
    "treatment": (
        request(purpose="TREAT"),
        "silent: a limited data set serves research, public health and operations only",
    ),
    "not a limited data set": (
        request(basis=Basis.IDENTIFIED),
        "silent: the records are not a limited data set",
    ),
    "no agreement": (request(agreement=None), NO_AGREEMENT),
    "an agreement on another basis": (
        request(agreement=agreement(basis=Basis.SAFE_HARBOR)),
        NO_AGREEMENT,
    ),
    "the agreement ends today": (
        request(agreement=agreement(expires=date(2026, 3, 2))),
        "permit",
    ),
    "the agreement ended yesterday": (
        request(agreement=agreement(expires=date(2026, 3, 1))),
        "silent: the data use agreement is not in force",
    ),
    "before the privacy rule": (
        request(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.514(e) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
