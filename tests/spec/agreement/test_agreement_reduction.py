"""Agreement, reduction: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.agreement import Reducer
from policies.agreement.instrument import InstrumentKind
from policies.agreement.reduction import reduction
from tests.builders.facts import agreement, on, paper, request, said

RULE = reduction
REFUSED = "deny: the hub may not reduce the records: it acts for their holder under no agreement"
ON_BEHALF = "silent: the hub reduces the records on behalf of their holder"


def at_the_hub(*papers):
    return request(agreement=agreement(reduces=Reducer.HUB, instruments=papers))


CASES = {
    "at home": (request(), "silent: the participant reduces its records at home"),
    "no agreement": (
        request(agreement=None),
        "silent: the participant reduces its records at home",
    ),
    "by the hub, under nothing": (at_the_hub(), REFUSED),
    "by the hub as business associate": (at_the_hub(paper(InstrumentKind.BAA)), ON_BEHALF),
    "by the hub as service organisation": (at_the_hub(paper(InstrumentKind.QSOA)), ON_BEHALF),
    "by the hub under an agreement that ended yesterday": (
        at_the_hub(paper(InstrumentKind.BAA, expires=date(2026, 3, 1))),
        REFUSED,
    ),
    "by the hub under a memorandum": (at_the_hub(paper(InstrumentKind.MOU)), REFUSED),
    "before the privacy rule": (
        request(**on(date(2003, 4, 13))),
        "silent: 45 CFR 164.502(d)(1); agreement, reduction is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
