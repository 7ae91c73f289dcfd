"""45 CFR 164.502(e), 164.504(e): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.hipaa.s164_504_e_business_associate import s164_504_e_business_associate
from policies.recipient import Recipient
from tests.builders.facts import agreement, on, request, said, with_paper

RULE = s164_504_e_business_associate
ASSOCIATE = with_paper(InstrumentKind.BAA)
NONE_HELD = "silent: there is no business associate agreement in force with the recipient"

CASES = {
    "to the business associate, for quality improvement": (
        request(agreement=ASSOCIATE),
        "permit",
    ),
    "for treatment": (request(agreement=ASSOCIATE, purpose="TREAT"), "permit"),
    "for payment": (request(agreement=ASSOCIATE, purpose="HPAYMT"), "permit"),
    "for marketing": (
        request(agreement=ASSOCIATE, purpose="HMARKT"),
        "silent: the purpose is not a function of the covered entity",
    ),
    "no such agreement": (request(agreement=agreement()), NONE_HELD),
    "no agreement at all": (request(agreement=None), NONE_HELD),
    "with somebody else": (
        request(agreement=ASSOCIATE, recipient=Recipient(id="another", type="network")),
        NONE_HELD,
    ),
    "it ended yesterday": (
        request(agreement=with_paper(InstrumentKind.BAA, expires=date(2026, 3, 1))),
        NONE_HELD,
    ),
    "before the privacy rule": (
        request(agreement=ASSOCIATE, **on(date(2003, 4, 13))),
        "silent: 45 CFR 164.502(e), 164.504(e) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
