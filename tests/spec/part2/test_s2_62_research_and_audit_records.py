"""42 CFR 2.62: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.capacity import Capacity
from policies.part2.s2_62_research_and_audit_records import s2_62_research_and_audit_records
from tests.builders.facts import PROGRAM, agreement, on, order, paper, request, said, with_papers

RULE = s2_62_research_and_audit_records
HOLDER = frozenset({Capacity.LAWFUL_HOLDER})
DENIED = "deny: a court order cannot reach records received for research or audit"
NOT_SO = "silent: the records were not received for research or audit"


def held(kind=InstrumentKind.RESEARCH_APPROVAL, **facts):
    given = {"purpose": "LEGAL", "capacities": HOLDER}
    papers = with_papers(order(), paper(InstrumentKind.SUBPOENA), paper(kind))
    return request(**(given | {"agreement": papers} | facts))


CASES = {
    "a researcher's records": (held(), DENIED),
    "an auditor's records": (held(InstrumentKind.AUDIT_AGREEMENT), DENIED),
    "the program's own records": (held(capacities=PROGRAM), NOT_SO),
    "a holder under a contract": (held(InstrumentKind.CONTRACT), NOT_SO),
    "no agreement": (held(agreement=None), NOT_SO),
    "another agreement": (held(agreement=agreement()), NOT_SO),
    "another purpose": (held(purpose="HRESCH"), "silent: the purpose is not one of proceedings"),
    "before Part 2": (
        held(**on(date(1987, 8, 9))),
        "silent: 42 CFR 2.62 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
