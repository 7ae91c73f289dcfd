"""Network charter, refused purposes: the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import Standing
from policies.network.refused_purposes import refused_purposes
from tests.builders.facts import on, request, said, state

RULE = refused_purposes
NEVER = "deny: the network serves no marketing, fundraising or pricing"
PROCEEDINGS = (
    "deny: the network hands nothing to proceedings without a separate consent of the"
    " patient, or a court order with a subpoena"
)
NONE = state(Standing.NONE)

CASES = {
    "quality improvement": (request(), "silent: the charter does not refuse the purpose"),
    "marketing": (request(purpose="HMARKT"), NEVER),
    "fundraising": (request(purpose="FUNDRAISING"), NEVER),
    "pricing": (request(purpose="PRICING"), NEVER),
    "proceedings": (request(purpose="LEGAL", consent=NONE), PROCEEDINGS),
    "law enforcement": (request(purpose="LAWENF", consent=NONE), PROCEEDINGS),
    "proceedings, with a separate consent": (
        request(purpose="LEGAL"),
        "silent: the charter does not refuse the purpose",
    ),
    "before there was a network": (
        request(purpose="HMARKT", **on(date(1999, 12, 31))),
        "silent: network charter: refused purposes is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
