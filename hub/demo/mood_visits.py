"""Visits for depression, and whether the risk of suicide was assessed at them."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.attention import OFFICE_VISITS
from hub.demo.columns import at_hour, coded, shaped
from hub.demo.plan import SEED, YEAR, PracticePlan
from schemas.code_system import SNOMEDCT

ASSESSMENT = "225337009"


def mood_visits(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return the visits for depression: visit, person, practice, day, hour, assessed."""
    draw = np.random.default_rng(SEED + 21)
    ill = crowd.filter("depressed").select("person")
    own = seen.filter(pl.col("cpt").is_in(OFFICE_VISITS)).join(ill, on="person", how="semi")
    chosen = own.sort("visit").filter(pl.Series(draw.random(own.height) < 0.6))
    chance = np.array([plan.screening for plan in plans])[chosen["practice"].to_numpy()]
    assessed = pl.Series(draw.random(chosen.height) < 0.7 * chance)
    return chosen.select("visit", "person", "practice", "day", "hour", assessed=assessed)


def assessments(mood: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the assessments of the year, made during the visit, as rows of the procedure table."""
    keys = pl.Series([plan.key for plan in plans])
    made = mood.filter("assessed", pl.col("day") >= date(YEAR, 1, 1))
    frame = made.select(
        "person",
        procedure=pl.format("x{}", "visit"),
        encounter=pl.format("e{}", "visit"),
        stage=pl.lit("done"),
        status=pl.lit("completed"),
        code=coded(SNOMEDCT, ASSESSMENT),
        start_day="day",
        start_instant=at_hour("day", pl.col("hour")) + pl.duration(minutes=5),
        end_day="day",
        end_instant=at_hour("day", pl.col("hour")) + pl.duration(minutes=15),
        practice=keys.gather(made["practice"]),
    )
    return shaped(frame, "procedure")
