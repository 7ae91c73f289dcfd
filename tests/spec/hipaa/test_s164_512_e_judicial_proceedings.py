"""45 CFR 164.512(e): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.hipaa.s164_512_e_judicial_proceedings import s164_512_e_judicial_proceedings
from tests.builders.facts import on, order, paper, request, said, with_papers

RULE = s164_512_e_judicial_proceedings
SUBPOENA = paper(InstrumentKind.SUBPOENA)


def asked(*papers, **facts):
    return request(**({"purpose": "LEGAL", "agreement": with_papers(*papers)} | facts))


CASES = {
    "an order and a subpoena": (asked(order(), SUBPOENA), "permit"),
    "an order alone": (
        asked(order()),
        "silent: no court order and subpoena in force ask for this",
    ),
    "another purpose": (
        asked(order(), SUBPOENA, purpose="TREAT"),
        "silent: the purpose is not one of proceedings",
    ),
    "the day before the privacy rule": (
        asked(order(), SUBPOENA, **on(date(2003, 4, 13))),
        "silent: 45 CFR 164.512(e) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
