"""42 CFR 2.11: the cases of the rule book."""

from datetime import date

import pytest

from policies.agreement.instrument import InstrumentKind
from policies.part2.s2_11_business_associate_of_a_program import (
    s2_11_business_associate_of_a_program,
)
from tests.builders.facts import PAYER, PROGRAM, agreement, on, request, said, with_paper

RULE = s2_11_business_associate_of_a_program
ASSOCIATE = with_paper(InstrumentKind.BAA)


def served(**facts):
    return request(**({"capacities": PROGRAM | PAYER, "agreement": ASSOCIATE} | facts))


CASES = {
    "a program that is a covered entity, to its business associate": (served(), "permit"),
    "a program that is no covered entity": (
        served(capacities=PROGRAM),
        "silent: the contributor is not a program and covered entity",
    ),
    "a covered entity that is no program": (
        served(capacities=PAYER),
        "silent: the contributor is not a program and covered entity",
    ),
    "no business associate agreement": (
        served(agreement=agreement()),
        "silent: the program and the recipient have no business associate agreement in force",
    ),
    "no agreement at all": (
        served(agreement=None),
        "silent: the contributor is not a program and covered entity",
    ),
    "research is no service to the program": (
        served(purpose="HRESCH"),
        "silent: the purpose is not a service to the program",
    ),
    "the day before the definition changed": (
        served(**on(date(2024, 4, 15))),
        "silent: 42 CFR 2.11, 2.12(c)(4) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
