"""42 CFR 2.12(d)(1), 2.31(d): the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.part2.s2_12_d_1_proceedings import s2_12_d_1_proceedings
from tests.builders.facts import on, order, paper, request, said, state, with_papers

RULE = s2_12_d_1_proceedings
REFUSED = (
    "deny: records of substance use treatment may not be used in proceedings without"
    " a separate consent of the patient, or a court order with a subpoena"
)

COMPELLED = with_papers(order(), paper(InstrumentKind.SUBPOENA))

CASES = {
    "quality improvement is no proceeding": (
        request(),
        "silent: the purpose is not one of proceedings",
    ),
    "proceedings without a consent": (
        request(purpose="LEGAL", consent=state(Standing.NONE)),
        REFUSED,
    ),
    "law enforcement": (request(purpose="LAWENF", consent=state(Standing.NONE)), REFUSED),
    "a consent joined with another": (
        request(purpose="LEGAL", consent=state(Standing.COMBINED)),
        REFUSED,
    ),
    "a separate consent": (
        request(purpose="LEGAL"),
        "silent: the patient consented to the use in proceedings, separately",
    ),
    "a court order and a subpoena": (
        request(purpose="LEGAL", consent=state(Standing.NONE), agreement=COMPELLED),
        "silent: a court order and a subpoena ask for just this",
    ),
    "a court order alone": (
        request(purpose="LEGAL", consent=state(Standing.NONE), agreement=with_papers(order())),
        REFUSED,
    ),
    "before Part 2": (
        request(purpose="LEGAL", consent=state(Standing.NONE), **on(date(1987, 8, 9))),
        "silent: 42 CFR 2.12(d)(1), 2.31(d) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
