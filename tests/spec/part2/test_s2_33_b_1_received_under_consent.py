"""42 CFR 2.33(b)(1): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.consent.consent import Standing
from policies.part2.s2_32_notice import NOTICE
from policies.part2.s2_33_b_1_received_under_consent import s2_33_b_1_received_under_consent
from tests.builders.facts import PAYER, PROGRAM, agreement, on, request, said, state, with_paper

RULE = s2_33_b_1_received_under_consent
ATTESTED = with_paper(InstrumentKind.BAA, attests_tpo_receipt=True)
NONE = state(Standing.NONE)
OVER = "silent: the patient's consent is known to be refused, revoked, expired or void"


def received(**facts):
    return request(**({"capacities": PAYER, "agreement": ATTESTED, "consent": NONE} | facts))


CASES = {
    "a payer that attests the receipt, to its business associate": (received(), "permit"),
    "nobody attests the receipt": (
        received(agreement=with_paper(InstrumentKind.BAA)),
        "silent: the contributor has not attested that it received the records under a consent",
    ),
    "no agreement": (
        received(agreement=None),
        "silent: the contributor has not attested that it received the records under a consent",
    ),
    "a program is no covered entity by itself": (
        received(capacities=PROGRAM),
        "silent: the contributor is not a covered entity or business associate",
    ),
    "proceedings are excepted": (
        received(purpose="LEGAL"),
        "silent: proceedings against the patient are excepted",
    ),
    "an attorney's use is one in proceedings": (
        received(purpose="HLEGAL"),
        "silent: proceedings against the patient are excepted",
    ),
    "a business associate passes on to its own": (
        received(capacities=frozenset({Capacity.BUSINESS_ASSOCIATE})),
        "permit",
    ),
    "the consent is known to be deficient": (
        received(consent=state(Standing.DEFICIENT, missing=("signed",))),
        OVER,
    ),
    "the consent was checked and is false": (received(consent=state(Standing.UNVERIFIED)), OVER),
    "the consent is known to be revoked": (received(consent=state(Standing.REVOKED)), OVER),
    "the consent is known to have expired": (received(consent=state(Standing.EXPIRED)), OVER),
    "the patient is known to have refused": (received(consent=state(Standing.REFUSED)), OVER),
    "the consent that is known names somebody else": (
        received(consent=state(Standing.OTHER_RECIPIENT)),
        "permit",
    ),
    "no business associate agreement": (
        received(agreement=agreement(attests_tpo_receipt=True)),
        "silent: there is no business associate agreement in force with the recipient",
    ),
    "the business associate agreement ends today": (
        received(
            agreement=with_paper(
                InstrumentKind.BAA, attests_tpo_receipt=True, expires=date(2026, 3, 2)
            )
        ),
        "permit",
    ),
    "the business associate agreement ended yesterday": (
        received(
            agreement=with_paper(
                InstrumentKind.BAA, attests_tpo_receipt=True, expires=date(2026, 3, 1)
            )
        ),
        "silent: there is no business associate agreement in force with the recipient",
    ),
    "the day before the rule took effect": (
        received(**on(date(2024, 4, 15))),
        "silent: 42 CFR 2.33(b)(1) is not yet in force",
    ),
    "the day on which it took effect": (
        received(
            **on(date(2024, 4, 16)),
            agreement=with_paper(
                InstrumentKind.BAA, attests_tpo_receipt=True, effective=date(2024, 1, 1)
            ),
        ),
        "permit",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_the_notice_goes_along_because_it_still_rests_on_a_consent():
    assert NOTICE in RULE(received()).obligations
