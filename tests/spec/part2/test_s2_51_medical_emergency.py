"""42 CFR 2.51: the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import Standing
from policies.part2.s2_51_medical_emergency import (
    RECORD,
    WRITE_IT_DOWN,
    s2_51_medical_emergency,
)
from tests.builders.facts import on, request, said, state

RULE = s2_51_medical_emergency


def emergency(**facts):
    given = {"purpose": "ETREAT", "emergency": frozenset(RECORD), "consent": state(Standing.NONE)}
    return request(**(given | facts))


def without(*parts):
    return emergency(emergency=frozenset(RECORD) - set(parts))


CASES = {
    "an emergency, written down, without a consent": (emergency(), "permit"),
    "the glass is broken": (emergency(purpose="BTG"), "permit"),
    "treatment is no emergency": (
        emergency(purpose="TREAT"),
        "silent: the purpose is not emergency treatment",
    ),
    "nothing was written down": (
        emergency(emergency=frozenset()),
        "silent: the record of the emergency lacks who received the records, who disclosed them,"
        " the day and time, the nature of the emergency, that the patient's consent could not be"
        " obtained",
    ),
    "nobody said that consent could not be obtained": (
        without("consent-unobtainable"),
        "silent: the record of the emergency lacks that the patient's consent could not be obtained",
    ),
    "nobody wrote down when": (
        without("time"),
        "silent: the record of the emergency lacks the day and time",
    ),
    "a consent that has expired is no refusal": (
        emergency(consent=state(Standing.EXPIRED)),
        "permit",
    ),
    "the patient refused": (
        emergency(consent=state(Standing.REFUSED)),
        "silent: the patient was asked and refused",
    ),
    "before Part 2": (
        emergency(**on(date(1987, 8, 9))),
        "silent: 42 CFR 2.51 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected


def test_the_record_is_kept_with_the_patients_records():
    assert RULE(emergency()).obligations == {WRITE_IT_DOWN}
