"""Network charter, refused purposes: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.network.refused_purposes import refused_purposes
from tests.builders.facts import on, order, paper, request, said, state, with_papers

RULE = refused_purposes
NEVER = "deny: the network serves no marketing, fundraising or pricing"
PROCEEDINGS = (
    "deny: the network hands nothing to proceedings without a separate consent of the"
    " patient, or a court order with a subpoena"
)
NONE = state(Standing.NONE)
COMPELLED = with_papers(order(), paper(InstrumentKind.SUBPOENA))

CASES = {
    "quality improvement": (request(), "silent: the charter does not refuse the purpose"),
    "quality improvement without a consent": (
        request(consent=NONE),
        "silent: the charter does not refuse the purpose",
    ),
    "marketing": (request(purpose="HMARKT"), NEVER),
    "fundraising": (request(purpose="FUNDRAISING"), NEVER),
    "pricing": (request(purpose="PRICING"), NEVER),
    "proceedings": (request(purpose="LEGAL", consent=NONE), PROCEEDINGS),
    "law enforcement": (request(purpose="LAWENF", consent=NONE), PROCEEDINGS),
    "proceedings, with a separate consent": (
        request(purpose="LEGAL"),
        "silent: the charter does not refuse the purpose",
    ),
    "proceedings, with a court order and a subpoena": (
        request(purpose="LEGAL", consent=NONE, agreement=COMPELLED),
        "silent: the charter does not refuse the purpose",
    ),
    "proceedings, with a court order alone": (
        request(purpose="LEGAL", consent=NONE, agreement=with_papers(order())),
        PROCEEDINGS,
    ),
    "before there was a network": (
        request(purpose="HMARKT", **on(date(1999, 12, 31))),
        "silent: network charter: refused purposes is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
