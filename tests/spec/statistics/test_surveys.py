"""Surveys: shares by region and peer group, and what is not shown of them."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.checking import checked
from hub.publication.surveys import FEW, REGION, SHOWN, UNASKED, survey_lines
from schemas.period import Period
from schemas.records.practice_survey import PRACTICE_SURVEY
from schemas.surveys import question_named, survey_questions
from tests.builders.records import frames, row

YEAR = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
BURNOUT = question_named("clinician_burnout")
WELL = question_named("patient_well_being")
GROUPS = {f"{size} {number}": size for size in ("small", "large") for number in (1, 2, 3)}


def asked(practice, answered, positive, *, of=None, question=BURNOUT, **cells):
    known = {
        "practice": practice,
        "instrument": question.instrument,
        "item": question.item,
        "respondents_are": question.respondents,
        "period_start": "2026-03-01",
        "period_end": "2026-03-31",
        "asked": answered if of is None else of,
        "answered": answered,
        "positive": positive,
    }
    return row("practice_survey", **known | cells)


def each(size, answered, positive, **cells):
    return [asked(f"{size} {number}", answered, positive, **cells) for number in (1, 2, 3)]


def told(*rows, question=BURNOUT, groups=GROUPS):
    found = survey_lines(frames(rows)["practice_survey"], groups, YEAR, [question])
    return {line.place: line for line in found}


def statuses(*rows, **more):
    return {place: line.status for place, line in told(*rows, **more).items()}


ALL = {REGION: SHOWN, "large": SHOWN, "small": SHOWN}


def test_a_share_stands_beside_its_response_rate():
    found = told(*each("small", 4, 1, of=8), *each("large", 20, 10, of=25))

    assert {place: line.status for place, line in found.items()} == ALL
    assert (found["small"].share, found["large"].share) == (25, 50)
    assert found["small"].response_rate == pytest.approx(0.5)
    assert found[REGION].response_rate == pytest.approx(72 / 99)
    assert (found[REGION].practices, found[REGION].asked, found[REGION].answered) == (6, 99, 72)
    # Wilson, 30 of 60.
    assert (found["large"].lowest, found["large"].highest) == (38, 62)


LEAST = {
    "ten answers of three practices": ([*each("small", 4, 1)[:2], asked("small 3", 2, 1)], SHOWN),
    "nine answers": (each("small", 3, 1), FEW),
    "two practices": (each("small", 20, 5)[:2], FEW),
    "nobody was asked": ([], UNASKED),
}


@pytest.mark.parametrize(("rows", "status"), LEAST.values(), ids=LEAST)
def test_a_group_of_few_is_not_shown(rows, status):
    found = told(*rows, *each("large", 20, 10))

    assert found["small"].status == status
    assert (found["small"].share is None) is (status != SHOWN)
    assert (found["small"].answered is None) is (status != SHOWN)


def test_a_hidden_group_does_not_follow_from_the_region_and_the_others():
    assert statuses(*each("small", 3, 1), *each("large", 20, 10)) == {
        REGION: SHOWN,
        "small": FEW,
        "large": FEW,
    }


def test_a_hidden_group_takes_the_smallest_other_with_it():
    groups = GROUPS | {f"rural {number}": "rural" for number in (1, 2, 3)}
    rows = (*each("small", 3, 1), *each("large", 20, 10), *each("rural", 10, 4))

    assert statuses(*rows, groups=groups) == {
        REGION: SHOWN,
        "small": FEW,
        "rural": FEW,
        "large": SHOWN,
    }


def test_practices_without_a_group_are_hidden_by_the_others_too():
    few = asked("elsewhere", 5, 1)

    assert statuses(*each("small", 4, 1), few, groups=GROUPS)["small"] == FEW


PATIENTS = {
    "eleven of either kind": ([*each("small", 30, 4)[:2], asked("small 3", 30, 3)], 11, SHOWN),
    "ten": ([*each("small", 30, 3)[:2], asked("small 3", 30, 4)], 10, FEW),
    "none": (each("small", 30, 0), 0, SHOWN),
    "all but ten": ([*each("small", 30, 27)[:2], asked("small 3", 30, 26)], 80, FEW),
}


@pytest.mark.parametrize(("rows", "positive", "status"), PATIENTS.values(), ids=PATIENTS)
def test_a_share_of_patients_that_rests_on_a_small_count_is_not_shown(rows, positive, status):
    of_patients = [
        one.but(instrument=WELL.instrument, item=WELL.item, respondents_are=WELL.respondents)
        for one in rows
    ]

    assert sum(one.cells["positive"] for one in rows) == positive
    assert statuses(*of_patients, question=WELL)["small"] == status


OTHERS = {
    "before the period": {"period_start": "2025-12-31"},
    "after the period": {"period_end": "2027-01-01"},
    "of another instrument": {"instrument": "another"},
    "of another item": {"item": "another"},
    "of patients": {"respondents_are": "patients"},
    "without a count": {"positive": None},
}


@pytest.mark.parametrize("cells", OTHERS.values(), ids=OTHERS)
def test_other_answers_do_not_count(cells):
    rows = [*each("small", 20, 5), asked("small 1", 99, 99, period_end="2026-06-30").but(**cells)]

    assert told(*rows)["small"].answered == 60


def test_of_two_surveys_of_a_practice_the_last_counts():
    again = asked("small 1", 30, 15, period_start="2026-06-01", period_end="2026-06-30")

    assert told(*each("small", 20, 5), again)["small"].answered == 70


def test_a_mean_score_weighs_practices_by_their_answers():
    rows = [
        asked("small 1", 30, 12, question=WELL, mean_score=50.0),
        asked("small 2", 20, 12, question=WELL, mean_score=60.0),
        asked("small 3", 10, 4, question=WELL, mean_score=80.0),
    ]

    assert told(*rows, question=WELL)["small"].mean_score == pytest.approx(3500 / 60)
    assert told(*rows[:2], rows[2].but(mean_score=None), question=WELL)["small"].mean_score is None


SURVEYS = st.lists(
    st.builds(
        lambda practice, positive, more, score: asked(
            practice, 10, positive, of=10 + more, mean_score=score
        ),
        st.sampled_from(sorted(GROUPS)),
        st.integers(0, 10),
        st.integers(0, 2),
        st.sampled_from([0.1, 0.2, 0.7, None]),
    ),
    min_size=3,
    max_size=20,
)


@settings(max_examples=40)
@given(SURVEYS, st.randoms(use_true_random=False))
def test_the_order_of_surveys_and_those_handed_in_twice_change_nothing(rows, chance):
    mixed = [*rows, *rows]
    chance.shuffle(mixed)

    assert told(*mixed) == told(*rows)


@pytest.mark.parametrize("each", survey_questions(), ids=lambda each: each.name)
def test_every_question_says_whom_it_asks_and_whom_it_does_not_show(each):
    assert each.respondents in PRACTICE_SURVEY.column("respondents_are").one_of
    assert each.direction in {"increase", "decrease"}
    assert each.least_answers >= 10
    assert each.least_practices >= 3
    assert (each.least_count >= 11) is (each.respondents == "patients")


BROKEN = {
    "more answers than asked": ({"asked": 9}, "more-than-all"),
    "more positive than answers": ({"positive": 11}, "more-than-all"),
    "ends before it begins": ({"period_end": "2026-02-28"}, "end-before-start"),
}


@pytest.mark.parametrize(("cells", "rule"), BROKEN.values(), ids=BROKEN)
def test_a_survey_whose_parts_exceed_the_whole_is_a_fault(cells, rule):
    sound, broken = asked("a", 10, 10), asked("a", 10, 10).but(**cells)
    table = frames([sound, broken])["practice_survey"]
    positions = pl.Series([1, 2], dtype=pl.Int64)
    batch = checked(table, PRACTICE_SURVEY, file="f", positions=positions)

    assert batch.rows.height == 1
    assert batch.faults.select("position", "rule").rows() == [(2, rule)]
