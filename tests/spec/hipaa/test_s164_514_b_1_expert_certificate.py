"""45 CFR 164.514(b)(1): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis
from policies.hipaa.s164_514_b_1_expert_certificate import s164_514_b_1_expert_certificate
from policies.regime import decide
from policies.regimes import REGIMES
from tests.builders.facts import PAYER, on, paper, request, said, with_paper, with_papers

RULE = s164_514_b_1_expert_certificate
LACKING = "deny: no expert's certificate in force says that the records identify nobody"
HELD = "silent: an expert's certificate is in force"


def certified(**terms):
    parties = frozenset({"contributor"})
    return with_paper(InstrumentKind.EXPERT_CERTIFICATE, **({"parties": parties} | terms))


def by_expert(**facts):
    return request(**({"basis": Basis.EXPERT_DETERMINATION} | facts))


CASES = {
    "a certificate in force": (by_expert(agreement=certified()), HELD),
    "it ends today": (by_expert(agreement=certified(expires=date(2026, 3, 2))), HELD),
    "it ended yesterday": (by_expert(agreement=certified(expires=date(2026, 3, 1))), LACKING),
    "it begins today": (by_expert(agreement=certified(effective=date(2026, 3, 2))), HELD),
    "it begins tomorrow": (by_expert(agreement=certified(effective=date(2026, 3, 3))), LACKING),
    "no certificate": (by_expert(), LACKING),
    "somebody else's certificate": (
        by_expert(agreement=certified(parties=frozenset({"another"}))),
        LACKING,
    ),
    "no agreement, so no certificate": (by_expert(agreement=None), LACKING),
    "Safe Harbor needs no expert": (
        request(basis=Basis.SAFE_HARBOR),
        "silent: the records do not rest on an expert's word",
    ),
    "before the privacy rule": (
        by_expert(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.514(b)(1) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_no_other_way_leads_past_a_certificate_that_is_missing():
    serving = paper(InstrumentKind.BAA)
    proven = paper(InstrumentKind.EXPERT_CERTIFICATE)
    asked = by_expert(capacities=PAYER, agreement=with_papers(serving))

    assert decide(asked, REGIMES).reasons[0].rule == RULE.name
    assert decide(
        by_expert(capacities=PAYER, agreement=with_papers(serving, proven)), REGIMES
    ).permitted
