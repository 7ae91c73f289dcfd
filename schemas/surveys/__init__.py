"""The questions that practices put to clinicians and patients: one file each.

Answers come as counts of a practice, never of a person (record table practice_survey), and are
published by region and peer group alone.
"""

import tomllib
from functools import cache
from importlib.resources import files

from schemas.record import record


@record
class SurveyQuestion:
    """A question: `instrument` and `item` as the record table has them, and who answers.

    `positive` says what the answers that count mean, `direction` whether more of them is better
    (increase) or worse (decrease). Of fewer than `least_answers` answers or `least_practices`
    practices nothing is shown; nor is a share that rests on fewer than `least_count` answers of
    either kind, but none.
    """

    name: str
    title: str
    instrument: str
    item: str
    respondents: str
    goal: str
    direction: str
    positive: str
    least_answers: int
    least_practices: int
    least_count: int
    source: str
    checked: bool


@cache
def survey_questions() -> tuple[SurveyQuestion, ...]:
    """Return every question of this folder, by name."""
    found = (each for each in files(__name__).iterdir() if each.name.endswith(".toml"))
    return tuple(
        SurveyQuestion(
            name=each.name.removesuffix(".toml"), **tomllib.loads(each.read_text(encoding="utf-8"))
        )
        for each in sorted(found, key=lambda each: each.name)
    )


def question_named(name: str) -> SurveyQuestion:
    """Return the question of that file name; KeyError where there is none."""
    return {each.name: each for each in survey_questions()}[name]
