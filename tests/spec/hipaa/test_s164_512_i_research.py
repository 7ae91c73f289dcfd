"""45 CFR 164.512(i): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.hipaa.s164_512_i_research import s164_512_i_research
from tests.builders.facts import on, request, said, with_paper

RULE = s164_512_i_research
NONE = "silent: no approval in force names an authorization or waiver"


def research(ground="hipaa-waiver", expires=date(2026, 12, 31), **facts):
    approval = with_paper(
        InstrumentKind.RESEARCH_APPROVAL, attests=frozenset({ground}), expires=expires
    )
    return request(**({"purpose": "HRESCH", "agreement": approval} | facts))


CASES = {
    "with a waiver": (research(), "permit"),
    "with authorizations": (research("hipaa-authorization"), "permit"),
    "the Common Rule alone": (research("common-rule"), NONE),
    "the approval ended yesterday": (research(expires=date(2026, 3, 1)), NONE),
    "no agreement": (research(agreement=None), NONE),
    "another purpose": (research(purpose="TREAT"), "silent: the purpose is not research"),
    "the day before the privacy rule": (
        research(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.512(i) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
