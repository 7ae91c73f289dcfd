"""410 ILCS 305/9: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.states.illinois.s410_ilcs_305_9_hiv import (
    s410_ilcs_305_9_hiv,
)
from tests.builders.facts import on, request, said, state, with_paper

RULE = s410_ilcs_305_9_hiv
DENIED = (
    "deny: Illinois lets records of HIV go only with the patient's written release, or"
    " to the holder's business associate"
)


def labelled(*labels, **facts):
    given = {"state": "IL", "sensitivity": frozenset(labels), "consent": state(Standing.NONE)}
    return request(**(given | facts))


CASES = {
    "without a consent": (labelled("HIV"), DENIED),
    "among other labels": (labelled("HIV", "SUD"), DENIED),
    "other records": (labelled("SUD"), "silent: these records say nothing of HIV"),
    "with a written consent": (
        labelled("HIV", consent=state(Standing.IN_FORCE)),
        "silent: the patient released them in writing",
    ),
    "a consent that leaves them out": (
        labelled("HIV", consent=state(Standing.IN_FORCE, redact=frozenset({"HIV"}))),
        DENIED,
    ),
    "a consent to other records": (
        labelled("HIV", consent=state(Standing.IN_FORCE, only=frozenset({"SDV"}))),
        DENIED,
    ),
    "a revoked consent": (labelled("HIV", consent=state(Standing.REVOKED)), DENIED),
    "to the holder's business associate": (
        labelled("HIV", agreement=with_paper(InstrumentKind.BAA)),
        "silent: the recipient serves the holder as its business associate",
    ),
    "the business associate agreement ended yesterday": (
        labelled("HIV", agreement=with_paper(InstrumentKind.BAA, expires=date(2026, 3, 1))),
        DENIED,
    ),
    "no agreement": (labelled("HIV", agreement=None), DENIED),
    "before the statute": (
        labelled("HIV", **on(date(1987, 9, 20))),
        "silent: 410 ILCS 305/9 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
