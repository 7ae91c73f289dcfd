"""42 CFR 2.31(b): the cases of the rule book."""

from datetime import date

import pytest

from policies.consent.consent import Standing
from policies.data_class import COUNSELLING_NOTES
from policies.part2.s2_31_b_counselling_notes import s2_31_b_counselling_notes
from tests.builders.facts import on, request, said, state

RULE = s2_31_b_counselling_notes
REFUSED = (
    "deny: counselling notes need a consent of the patient for these notes alone;"
    " a consent for treatment, payment and operations is not enough"
)


def notes(**facts):
    return request(data_class=COUNSELLING_NOTES, **facts)


CASES = {
    "claims are no notes": (request(), "silent: these are not counselling notes"),
    "a consent for the notes alone": (
        notes(),
        "silent: the patient consented to the disclosure of the notes, separately",
    ),
    "a consent that does not name them": (
        notes(consent=state(Standing.OTHER_RECORDS)),
        REFUSED,
    ),
    "a consent that names them among others": (
        notes(consent=state(Standing.COMBINED)),
        REFUSED,
    ),
    "no consent": (notes(consent=state(Standing.NONE)), REFUSED),
    "the day before the rule took effect": (
        notes(consent=state(Standing.NONE), **on(date(2024, 4, 15))),
        "silent: 42 CFR 2.31(b) is not yet in force",
    ),
}


@pytest.mark.parametrize(("asked", "expected"), CASES.values(), ids=CASES)
def test_the_rule_answers_as_the_book_says(asked, expected):
    assert said(RULE(asked)) == expected
