"""42 CFR 2.14: the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import PATIENT, REPRESENTATIVE, Standing
from policies.part2.s2_14_minor_patients import s2_14_minor_patients
from tests.builders.facts import on, request, said, state

RULE = s2_14_minor_patients
PARENT, BOTH = frozenset({REPRESENTATIVE}), frozenset({PATIENT, REPRESENTATIVE})
OWN = frozenset({PATIENT})
RIGHT = "silent: the consent is signed by whom the state's law names"
NO_MINOR = "silent: the patient is not known to be a minor"


def minor(age, signers, **facts):
    return request(**({"age": age, "signers": signers, "state": "IL"} | facts))


CASES = {
    "nobody told the age": (minor(None, PARENT), NO_MINOR),
    "eighteen": (minor(18, PARENT), NO_MINOR),
    "seventeen, signed by the minor": (minor(17, OWN), RIGHT),
    "seventeen, signed by a parent": (
        minor(17, PARENT),
        "deny: a minor who may obtain treatment alone must sign the consent",
    ),
    "twelve, signed by the minor": (minor(12, OWN), RIGHT),
    "eleven, signed by the minor": (
        minor(11, OWN),
        "deny: the minor and a parent or guardian must both sign the consent",
    ),
    "eleven, signed by a parent": (
        minor(11, PARENT),
        "deny: the minor and a parent or guardian must both sign the consent",
    ),
    "twelve, signed by a parent": (
        minor(12, PARENT),
        "deny: a minor who may obtain treatment alone must sign the consent",
    ),
    "eleven, signed by both": (minor(11, BOTH), RIGHT),
    "nobody knows who signed": (
        minor(15, frozenset()),
        "deny: a minor who may obtain treatment alone must sign the consent",
    ),
    "a state without rules": (
        minor(15, OWN, state="ZZ"),
        "deny: the state's law says who signs for a minor, and no such rule is at hand here",
    ),
    "no state named": (
        minor(15, OWN, state=""),
        "deny: the state's law says who signs for a minor, and no such rule is at hand here",
    ),
    "no consent that he would have to sign": (
        minor(15, PARENT, consent=state(Standing.NONE)),
        "silent: there is no consent in force that a minor would have had to sign",
    ),
    "before Part 2": (
        minor(15, PARENT, **on(date(1987, 8, 9))),
        "silent: 42 CFR 2.14 is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
