"""42 CFR 2.11, 2.31(a)(4)(ii): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.part2.s2_31_a_4_intermediary import s2_31_a_4_intermediary
from policies.recipient import Recipient
from tests.builders.facts import on, request, said, state, with_paper

RULE = s2_31_a_4_intermediary
EXCHANGE = Recipient(id="hub", type="intermediary")
ALONE = state(Standing.IN_FORCE, members_unnamed=True)
NONE_SUCH = "silent: the recipient is no intermediary"


def exchange(**facts):
    return request(**({"recipient": EXCHANGE, "consent": ALONE} | facts))


CASES = {
    "the consent names the intermediary alone": (
        exchange(),
        "deny: the consent names the intermediary, and neither its members nor those among them"
        " who treat the patient",
    ),
    "the consent names its members": (
        exchange(consent=state(Standing.IN_FORCE)),
        "silent: the consent says to whom the intermediary may pass the records on",
    ),
    "no consent": (
        exchange(consent=state(Standing.NONE)),
        "silent: there is no consent in force to an intermediary",
    ),
    "a business associate is none": (
        exchange(agreement=with_paper(InstrumentKind.BAA)),
        NONE_SUCH,
    ),
    "a service organisation is none": (
        exchange(agreement=with_paper(InstrumentKind.QSOA)),
        NONE_SUCH,
    ),
    "the service organisation agreement ended yesterday": (
        exchange(agreement=with_paper(InstrumentKind.QSOA, expires=date(2026, 3, 1))),
        "deny: the consent names the intermediary, and neither its members nor those among them"
        " who treat the patient",
    ),
    "no agreement at all": (
        exchange(agreement=None),
        "deny: the consent names the intermediary, and neither its members nor those among them"
        " who treat the patient",
    ),
    "the network is none": (request(consent=ALONE), NONE_SUCH),
    "the day before the definition": (
        exchange(**on(date(2024, 4, 15))),
        "silent: 42 CFR 2.11, 2.31(a)(4)(ii) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
