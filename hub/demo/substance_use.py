"""New episodes of a substance use disorder, found at a practice, and the treatment after them."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.attention import OFFICE_VISITS
from hub.demo.columns import at_hour, coded, shaped
from hub.demo.plan import LAST, SEED, YEAR, PracticePlan
from schemas.code_system import CONDITION_CATEGORY, CPT, ICD10CM

# The last day on which an episode may begin to count: 47 days before the end of the year.
INDEX_LAST = date(YEAR, 11, 14)
WITHIN, AFTER = 14, 34
_MOST = 4


def episodes(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return the new episodes: person, practice, day, hour, visit, begins, sessions.

    `begins` is the day of the first treatment, null where there is none in 14 days; `sessions`
    counts those in the 34 days after it.
    """
    draw = np.random.default_rng(SEED + 22)
    ill = crowd.filter("substance_use").select("person")
    first = (
        seen.filter(
            pl.col("day").is_between(date(YEAR, 1, 1), INDEX_LAST),
            pl.col("cpt").is_in(OFFICE_VISITS),
        )
        .unique("person", keep="first", maintain_order=True)
        .join(ill, on="person", how="semi")
        .sort("person")
    )
    found = first.filter(pl.Series(draw.random(first.height) < 0.7))
    chance = np.array([plan.follow_up for plan in plans])[found["practice"].to_numpy()]
    begins = pl.Series(draw.random(found.height) < 0.75 * chance)
    later = pl.col("day") + pl.duration(
        days=pl.lit(pl.Series(draw.integers(0, WITHIN, len(begins))))
    )
    return found.select(
        "person",
        "practice",
        "day",
        "hour",
        "visit",
        begins=pl.when(pl.lit(begins)).then(later),
        sessions=pl.Series(draw.binomial(_MOST, 0.7 * chance)),
    )


def disorders(found: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the diagnoses, which begin during the visit, as rows of the condition table."""
    keys = pl.Series([plan.key for plan in plans])
    frame = found.select(
        "person",
        condition=pl.format("n{}", "person"),
        encounter=pl.format("e{}", "visit"),
        code=coded(ICD10CM, "F10.10"),
        category=coded(CONDITION_CATEGORY, "encounter-diagnosis"),
        clinical_status=pl.lit("active"),
        verification_status=pl.lit("confirmed"),
        start_day="day",
        start_instant=at_hour("day", pl.col("hour")) + pl.duration(minutes=10),
        practice=keys.gather(found["practice"]),
    )
    return shaped(frame, "condition")


def sessions(found: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the treatment, by psychotherapy once a week, as rows of the procedure table."""
    keys = pl.Series([plan.key for plan in plans])
    each = (
        found.filter(pl.col("begins").is_not_null())
        .with_columns(week=pl.int_ranges(0, pl.col("sessions") + 1))
        .explode("week")
        .with_columns(day=pl.col("begins") + pl.duration(days=7 * pl.col("week")))
        .filter(pl.col("day") <= LAST)
    )
    frame = each.select(
        "person",
        procedure=pl.format("t{}-{}", "person", "week"),
        stage=pl.lit("done"),
        status=pl.lit("completed"),
        code=coded(CPT, "90834"),
        start_day="day",
        end_day="day",
        practice=keys.gather(each["practice"]),
    )
    return shaped(frame, "procedure")
