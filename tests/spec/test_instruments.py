"""Instruments are data, and a score outside of its instrument is a fault whatever the format."""

import polars as pl
import pytest

from adapters.checking import checked
from hub.measures.composition import SHARED
from hub.measures.header import header_of
from schemas.code_system import LOINC, SNOMEDCT
from schemas.instruments import instrument_named, instrument_of, instruments
from schemas.records.observation import OBSERVATION
from tests.builders.records import frames, row

SCORES = [
    (each.name, value, sound)
    for each in instruments()
    for value, sound in (
        (each.least - each.step, False),
        (each.least, True),
        (each.least + each.step, True),
        (each.least + each.step / 2, False),
        (each.most, True),
        (each.most + each.step, False),
    )
]


def rules(code, value):
    found = frames([row("observation", person="p", status="final", code=code, value_number=value)])
    batch = checked(
        found["observation"], OBSERVATION, file="f", positions=pl.Series([1], dtype=pl.Int64)
    )
    return batch.faults["rule"].to_list()


@pytest.mark.parametrize(("name", "value", "sound"), SCORES)
def test_a_score_lies_in_the_range_and_on_a_step_of_its_instrument(name, value, sound):
    expected = [] if sound else ["out-of-range"]

    assert rules(instrument_named(name).code, value) == expected


def test_what_is_no_score_of_an_instrument_is_not_judged():
    assert rules((LOINC, "8480-6"), 300) == []
    assert rules((SNOMEDCT, "44261-6"), 300) == []
    assert rules((LOINC, "44261-6"), None) == []


def test_a_score_coded_twice_is_judged_by_the_code_that_is_known():
    codes = [(SNOMEDCT, "720433000"), (LOINC, "44261-6")]

    assert rules(codes, 28) == ["out-of-range"]
    assert rules(codes, 27) == []


# Kroenke, Spitzer, Williams 2001: 27 points, from 10 on moderate; CMS159: remission is below 5.
def test_the_published_numbers_of_the_phq_9():
    phq9 = instrument_named("phq9")

    assert (phq9.least, phq9.most, phq9.positive_from, phq9.remission) == (0, 27, 10, 5)
    assert (phq9.response, phq9.minimal_change, phq9.worse) == (0.5, 5, "higher")


def test_no_code_and_no_name_means_two_instruments():
    for found in ("codes", "names"):
        every = [one for each in instruments() for one in getattr(each, found)]

        assert len(every) == len(set(every))


@pytest.mark.parametrize("each", instruments(), ids=lambda each: each.name)
def test_the_thresholds_of_an_instrument_lie_inside_of_its_range(each):
    thresholds = (each.positive_from, each.positive_from_women, each.remission)

    assert all(each.least < at <= each.most for at in thresholds if at is not None)
    assert each.worse in {"higher", "lower"}
    assert each.source


# What the criteria that measures share say of scores, against the instruments themselves.
SCORES_OF = {"depression_score": ("phq9", "phq9m"), "anxiety_score": ("gad7",)}


@pytest.mark.parametrize(("name", "named"), SCORES_OF.items(), ids=SCORES_OF)
def test_measures_ask_for_the_codes_of_the_instruments(name, named):
    text = (SHARED / f"{name}.sql").read_text(encoding="utf-8")
    codes = [value.removeprefix("Score = ") for value in header_of(text).all("code")]

    assert codes == ["|".join(instrument_named(each).code) for each in named]


def test_measures_go_by_the_thresholds_of_the_instruments():
    text = (SHARED / "treatment_to_target.sql").read_text(encoding="utf-8")

    for name in ("phq9", "phq9m", "gad7"):
        each = instrument_named(name)
        assert f"score >= {each.positive_from}" in text
        assert f"score < {each.remission} then" in text
        assert f"index_value * {each.response}" in text


def test_a_field_that_nothing_reads_is_refused():
    with pytest.raises(TypeError):
        instrument_of("codes = []\nnames = []\nluck = 1\n", "broken")
