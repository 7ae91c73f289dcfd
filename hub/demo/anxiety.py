"""Anxiety and its treatment to target: diagnoses, and scores of the GAD-7."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import at_hour, coded, shaped
from hub.demo.plan import LAST, SEED, PracticePlan
from hub.demo.visits import first_of
from schemas.code_system import LOINC

GAD7 = "70274-6"
FIRST_INDEX, LAST_INDEX = date(2024, 1, 1), date(2025, 9, 30)
# When the score is asked for again: about when, how far from it, and of how many.
_AGAIN = ((110, 35, 0.6), (182, 25, 0.5), (365, 50, 0.45))


def anxiety_scores(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return every GAD-7: person, practice, day, hour, score, number; the first is 10 or more."""
    draw = np.random.default_rng(SEED + 23)
    ill = crowd.filter("anxious").select("person", "birth")
    first = first_of(seen, FIRST_INDEX, LAST_INDEX).join(ill, on="person").sort("person")
    first = first.filter(pl.col("birth").dt.offset_by("12y") <= pl.col("day"))
    quality = np.array([plan.rescored for plan in plans])[first["practice"].to_numpy()]
    index = first.select(
        "person",
        "practice",
        "hour",
        "day",
        score=pl.Series(draw.integers(10, 20, first.height)),
        number=pl.lit(0),
    )
    parts = [index]
    for number, (days, around, share) in enumerate(_AGAIN, 1):
        kept = pl.Series(draw.random(index.height) < share * (0.5 + quality))
        after = pl.Series(days + draw.integers(-around, around + 1, index.height))
        better = pl.Series(draw.integers(0, 16, index.height))
        again = index.with_columns(
            day=pl.col("day") + pl.duration(days=pl.lit(after)),
            score=pl.max_horizontal(pl.col("score") - pl.lit(better), pl.lit(0)),
            number=pl.lit(number),
        )
        parts.append(again.filter(kept))
    return pl.concat(parts).filter(pl.col("day") <= LAST)


def gad7(scored: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the scores as rows of the observation table."""
    keys = pl.Series([plan.key for plan in plans])
    frame = scored.select(
        "person",
        observation=pl.format("g{}-{}", "person", "number"),
        status=pl.lit("final"),
        code=coded(LOINC, GAD7),
        value_number=pl.col("score").cast(pl.Float64),
        value_unit=pl.lit("{score}"),
        start_day="day",
        start_instant=at_hour("day", pl.col("hour")),
        practice=keys.gather(scored["practice"]),
    )
    return shaped(frame, "observation")
