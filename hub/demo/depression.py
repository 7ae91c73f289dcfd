"""Depression and its treatment to target: diagnoses, index scores, and scores a year later."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import at_hour, coded, shaped
from hub.demo.plan import FIRST, SEED, YEAR, PracticePlan
from hub.demo.visits import first_of
from schemas.code_system import CONDITION_CATEGORY, ICD10CM, LOINC

PHQ9 = "44261-6"
# The denominator identification period of the remission measure: 14 to 2 months before the year.
INDEX_FIRST, INDEX_LAST = date(YEAR - 2, 11, 1), date(YEAR - 1, 10, 31)
_CODES = {
    "depressed": "F33.1",
    "bipolar": "F31.9",
    "psychotic": "F20.9",
    "substance_use": "F10.20",
    "anxious": "F41.1",
}


def conditions(crowd: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return each person's lasting conditions as rows of the condition table (problem list)."""
    draw = np.random.default_rng(SEED + 4)
    keys = pl.Series([plan.key for plan in plans])
    seen = crowd.filter(pl.col("practice") >= 0)
    parts = []
    for name, code in _CODES.items():
        ill = seen.filter(name)
        onset = np.datetime64(FIRST) - draw.integers(30, 2000, ill.height)
        parts.append(
            ill.select(
                "person",
                condition=pl.format(f"{name[:2]}{{}}", "person"),
                code=coded(ICD10CM, code),
                category=coded(CONDITION_CATEGORY, "problem-list-item"),
                clinical_status=pl.lit("active"),
                verification_status=pl.lit("confirmed"),
                start_day=pl.Series(onset),
                practice=keys.gather(ill["practice"]),
            )
        )
    return shaped(pl.concat(parts), "condition")


def courses(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return one row a depressed person with an index score: the truth of the remission measure.

    Columns: person, practice, day, hour, score, midway (a score after five months), rescored (a
    score in the assessment period), rescored_day, remitted (that score is below 5), excluded
    (bipolar or psychotic).
    """
    draw = np.random.default_rng(SEED + 5)
    ill = crowd.filter("depressed").select("person", "bipolar", "psychotic", "birth", "death")
    first = first_of(seen, INDEX_FIRST, INDEX_LAST).join(ill, on="person").sort("person")
    old_enough = first.filter(pl.col("birth").dt.offset_by("12y") <= pl.col("day"))
    at = old_enough["practice"].to_numpy()
    count = old_enough.height
    quality = {name: np.array([getattr(plan, name) for plan in plans])[at] for name in _QUALITIES}
    indexed = draw.random(count) < quality["indexed"]
    rescored = draw.random(count) < quality["rescored"]
    remitted = rescored & (draw.random(count) < quality["remission"])
    after = draw.integers(-50, 51, count)
    return (
        old_enough.with_columns(
            score=pl.Series(draw.integers(10, 24, count)),
            rescored=pl.Series(rescored),
            remitted=pl.Series(remitted),
            rescored_day=pl.col("day").dt.offset_by("12mo")
            + pl.duration(days=pl.lit(pl.Series(after))),
            last_score=pl.Series(
                np.where(remitted, draw.integers(0, 5, count), draw.integers(5, 20, count))
            ),
            midway=pl.Series(draw.random(count) < 0.6),
            excluded=pl.col("bipolar") | pl.col("psychotic") | _dies_before_assessed(),
        )
        .filter(pl.Series(indexed))
        .drop("birth", "death", "bipolar", "psychotic", "visit", "cpt", "age")
    )


def score_days(course: pl.DataFrame) -> pl.DataFrame:
    """Return every PHQ-9 score of the courses: person, practice, hour, name, day, score."""
    part = "person", "practice", "hour"
    return pl.concat(
        [
            course.select(*part, name=pl.lit("i"), day="day", score="score"),
            course.filter("midway").select(
                *part,
                name=pl.lit("m"),
                day=pl.col("day").dt.offset_by("5mo"),
                score=pl.max_horizontal(pl.col("score") - 4, pl.lit(5)),
            ),
            course.filter("rescored").select(
                *part, name=pl.lit("f"), day="rescored_day", score="last_score"
            ),
        ]
    ).with_columns(pl.col("score").cast(pl.Float64))


def scores(course: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return every PHQ-9 score of the courses as rows of the observation table."""
    told = score_days(course)
    keys = pl.Series([plan.key for plan in plans])
    frame = told.select(
        "person",
        observation=pl.format("{}{}", "name", "person"),
        status=pl.lit("final"),
        code=coded(LOINC, PHQ9),
        value_number="score",
        value_unit=pl.lit("{score}"),
        start_day="day",
        start_instant=at_hour("day", pl.col("hour")),
        practice=keys.gather(told["practice"]),
    )
    return shaped(frame, "observation")


def _dies_before_assessed() -> pl.Expr:
    end = pl.col("day").dt.offset_by("12mo") + pl.duration(days=60)
    return (pl.col("death") <= end).fill_null(value=False)


_QUALITIES = ("indexed", "rescored", "remission")
