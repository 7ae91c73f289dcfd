"""740 ILCS 110/4, 110/5: the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import PATIENT, REPRESENTATIVE, Standing
from policies.states.illinois.s740_ilcs_110_4_minors import s740_ilcs_110_4_minors
from tests.builders.facts import on, request, said, state

RULE = s740_ilcs_110_4_minors
OWN, PARENT = frozenset({PATIENT}), frozenset({REPRESENTATIVE})
RIGHT = "silent: the consent is signed by whom Illinois law names"
NO_MINOR = "silent: the patient is not known to be a minor"


def minor(age, signers, **facts):
    return request(**({"age": age, "signers": signers, "state": "IL"} | facts))


CASES = {
    "nobody told the age": (minor(None, PARENT), NO_MINOR),
    "eighteen": (minor(18, PARENT), NO_MINOR),
    "seventeen, signed by a parent": (
        minor(17, PARENT),
        "deny: in Illinois a minor of this age must sign the consent",
    ),
    "twelve, signed by the minor": (minor(12, OWN), RIGHT),
    "eleven, signed by the minor": (
        minor(11, OWN),
        "deny: in Illinois a parent or guardian must sign the consent",
    ),
    "eleven, signed by a parent": (minor(11, PARENT), RIGHT),
    "no consent that he would have to sign": (
        minor(15, PARENT, consent=state(Standing.NONE)),
        "silent: there is no consent in force that a minor would have had to sign",
    ),
    "before the statute": (
        minor(15, PARENT, **on(date(1979, 1, 8))),
        "silent: 740 ILCS 110/4, 110/5 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
