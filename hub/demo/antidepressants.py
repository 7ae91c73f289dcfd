"""Adults who begin an antidepressant: the diagnosis, and how often they fetch it."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import coded, shaped
from hub.demo.plan import SEED, PracticePlan
from schemas.code_system import CONDITION_CATEGORY, ICD10CM, RXNORM

SERTRALINE = "1000048"
# From the first of May before the year of measurement to the end of April in it.
INTAKE_FIRST, INTAKE_LAST = date(2024, 5, 1), date(2025, 4, 30)
MOST_FILLS = 9
_DAYS_BEFORE = 10


def begun(crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return who begins, at a visit in the intake period: person, practice, day, and fills."""
    draw = np.random.default_rng(SEED + 20)
    ill = crowd.filter("depressed").select("person", "birth")
    first = (
        seen.filter(pl.col("day").is_between(INTAKE_FIRST, INTAKE_LAST))
        .unique("person", keep="first", maintain_order=True)
        .join(ill, on="person")
        .filter(pl.col("birth").dt.offset_by("18y") <= pl.col("day"))
        .sort("person")
    )
    chosen = first.filter(pl.Series(draw.random(first.height) < 0.55))
    quality = np.array([plan.indexed for plan in plans])[chosen["practice"].to_numpy()]
    fills = 1 + draw.binomial(MOST_FILLS - 1, 0.55 * quality)
    return chosen.select("person", "practice", "day", fills=pl.Series(fills))


def diagnoses(started: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the new episodes of depression as rows of the condition table."""
    keys = pl.Series([plan.key for plan in plans])
    frame = started.select(
        "person",
        condition=pl.format("m{}", "person"),
        code=coded(ICD10CM, "F32.1"),
        category=coded(CONDITION_CATEGORY, "problem-list-item"),
        clinical_status=pl.lit("active"),
        verification_status=pl.lit("confirmed"),
        start_day=pl.col("day") - pl.duration(days=_DAYS_BEFORE),
        practice=keys.gather(started["practice"]),
    )
    return shaped(frame, "condition")


def dispensings(started: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the fills, of thirty days each and without a gap, as rows of the medication table."""
    keys = pl.Series([plan.key for plan in plans])
    each = started.with_columns(fill=pl.int_ranges(0, "fills")).explode("fill")
    frame = each.select(
        "person",
        medication=pl.format("f{}-{}", "person", "fill"),
        stage=pl.lit("dispense"),
        status=pl.lit("completed"),
        code=coded(RXNORM, SERTRALINE),
        handed_over_day=pl.col("day") + pl.duration(days=30 * pl.col("fill")),
        supply_days=pl.lit(30.0),
        practice=keys.gather(each["practice"]),
    )
    return shaped(frame, "medication")
