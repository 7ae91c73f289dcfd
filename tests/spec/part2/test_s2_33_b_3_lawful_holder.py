"""42 CFR 2.33(b)(3), (c): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.consent.consent import Standing
from policies.part2.s2_33_b_3_lawful_holder import s2_33_b_3_lawful_holder
from policies.recipient import Recipient
from tests.builders.facts import PAYER, agreement, on, request, said, state, with_paper

RULE = s2_33_b_3_lawful_holder
CONTRACTED = with_paper(InstrumentKind.CONTRACT)
OWN = "silent: a lawful holder may pass records only to its own contractors"


def held(**facts):
    given = {
        "capacities": frozenset({Capacity.LAWFUL_HOLDER}),
        "recipient": Recipient(id="hub", type="contractor"),
        "agreement": CONTRACTED,
        "consent": state(Standing.OTHER_RECIPIENT),
    }
    return request(**(given | facts))


CASES = {
    "to a contractor, for the operations that the consent names": (held(), "permit"),
    "for payment": (held(purpose="HPAYMT"), "permit"),
    "the consent is in force for the contractor too": (
        held(consent=state(Standing.IN_FORCE)),
        "permit",
    ),
    "the consent names a class of recipients": (held(consent=state(Standing.CLASS_ONLY)), "permit"),
    "a covered entity has other rules": (
        held(capacities=PAYER),
        "silent: the contributor is not merely a lawful holder",
    ),
    "to somebody who is no contractor": (
        held(recipient=Recipient(id="hub", type="network")),
        OWN,
    ),
    "a contractor without a written contract": (held(agreement=agreement()), OWN),
    "no agreement at all": (held(agreement=None), OWN),
    "for treatment": (
        held(purpose="TREAT"),
        "silent: a contractor may receive records for payment and operations only",
    ),
    "the consent is for another purpose": (
        held(consent=state(Standing.OTHER_PURPOSE)),
        "silent: no consent in force names the activity",
    ),
    "the consent was revoked": (
        held(consent=state(Standing.REVOKED)),
        "silent: no consent in force names the activity",
    ),
    "before the rule took effect": (
        held(**on(date(2024, 4, 15))),
        "silent: 42 CFR 2.33(b)(3), (c) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
