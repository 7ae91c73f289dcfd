"""740 ILCS 110/5, 110/9.8: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.states.illinois.s740_ilcs_110_mental_health_records import (
    s740_ilcs_110_mental_health_records,
)
from tests.builders.facts import on, request, said, state, with_paper

RULE = s740_ilcs_110_mental_health_records
DENIED = (
    "deny: Illinois lets mental health records go only with the patient's written consent, or"
    " to the holder's business associate"
)


def labelled(*labels, **facts):
    given = {"state": "IL", "sensitivity": frozenset(labels), "consent": state(Standing.NONE)}
    return request(**(given | facts))


CASES = {
    "without a consent": (labelled("MH"), DENIED),
    "psychiatry": (labelled("PSY"), DENIED),
    "behavioural health, of which nobody says more": (labelled("BH"), DENIED),
    "among other labels": (labelled("MH", "SUD"), DENIED),
    "other records": (labelled("SUD"), "silent: these are no mental health records"),
    "with a written consent": (
        labelled("MH", consent=state(Standing.IN_FORCE)),
        "silent: the patient consented in writing",
    ),
    "a consent that leaves them out": (
        labelled("MH", consent=state(Standing.IN_FORCE, redact=frozenset({"MH"}))),
        DENIED,
    ),
    "a consent to other records": (
        labelled("MH", consent=state(Standing.IN_FORCE, only=frozenset({"SDV"}))),
        DENIED,
    ),
    "a revoked consent": (labelled("MH", consent=state(Standing.REVOKED)), DENIED),
    "to the holder's business associate": (
        labelled("MH", agreement=with_paper(InstrumentKind.BAA)),
        "silent: the recipient serves the holder as its business associate",
    ),
    "the business associate agreement ended yesterday": (
        labelled("MH", agreement=with_paper(InstrumentKind.BAA, expires=date(2026, 3, 1))),
        DENIED,
    ),
    "no agreement": (labelled("MH", agreement=None), DENIED),
    "before the statute": (
        labelled("MH", **on(date(1979, 1, 8))),
        "silent: 740 ILCS 110/5, 110/9.8 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
