"""42 CFR 2.12(c)(4): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.part2.s2_12_c_4_qualified_service_organization import (
    NO_THIRD_PARTY,
    s2_12_c_4_qualified_service_organization,
)
from policies.recipient import Recipient
from tests.builders.facts import PAYER, agreement, on, request, said, state, with_paper

RULE = s2_12_c_4_qualified_service_organization
SERVED = with_paper(InstrumentKind.QSOA)
NONE_HELD = "silent: the program and the recipient have no service organisation agreement"


def served(**facts):
    return request(**({"agreement": SERVED, "consent": state(Standing.NONE)} | facts))


CASES = {
    "a program to the organisation that serves it, without any consent": (served(), "permit"),
    "a revoked consent does not matter": (served(consent=state(Standing.REVOKED)), "permit"),
    "a payer is no program": (
        served(capacities=PAYER),
        "silent: the contributor is not a program",
    ),
    "no such agreement": (served(agreement=agreement()), NONE_HELD),
    "the agreement is with somebody else": (
        served(recipient=Recipient(id="another", type="network")),
        NONE_HELD,
    ),
    "it ends today": (
        served(agreement=with_paper(InstrumentKind.QSOA, expires=date(2026, 3, 2))),
        "permit",
    ),
    "it ended yesterday": (
        served(agreement=with_paper(InstrumentKind.QSOA, expires=date(2026, 3, 1))),
        "silent: the service organisation agreement is not in force",
    ),
    "it begins tomorrow": (
        served(agreement=with_paper(InstrumentKind.QSOA, effective=date(2026, 3, 3))),
        "silent: the service organisation agreement is not in force",
    ),
    "no agreement at all": (served(agreement=None), "silent: the contributor is not a program"),
    "a business associate agreement is none": (
        served(agreement=with_paper(InstrumentKind.BAA)),
        NONE_HELD,
    ),
    "payment is a service to the program": (served(purpose="HPAYMT"), "permit"),
    "research is no service to the program": (
        served(purpose="HRESCH"),
        "silent: the purpose is not a service to the program",
    ),
    "before Part 2": (
        served(**on(date(1987, 8, 9))),
        "silent: 42 CFR 2.12(c)(4) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_the_organisation_may_pass_them_to_nobody():
    assert RULE(served()).obligations == {NO_THIRD_PARTY}
