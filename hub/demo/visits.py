"""Visits to a person's own practice: the ground on which screening and treatment stand."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import at_hour, coded, shaped
from hub.demo.directory import clinician_of
from hub.demo.plan import FIRST, LAST, SEED, PracticePlan
from schemas.code_system import ACT_CODE, CPT, ICD10CM

DAYS = (LAST - FIRST).days + 1
_TYPES = ("99213", "99214", "99215", "99203", "99395")
_SHARES = (0.52, 0.26, 0.06, 0.06, 0.10)


def visits(crowd: pl.DataFrame) -> pl.DataFrame:
    """Return one row a visit: visit, person, practice (position), day, hour, cpt, age."""
    draw = np.random.default_rng(SEED + 2)
    seen = crowd.filter(pl.col("practice") >= 0)
    lifts = seen.select(pl.lit(1.0) + pl.col("depressed") * 0.8).to_series().to_numpy()
    counts = draw.poisson(3.4 * lifts)
    rows = np.repeat(np.arange(seen.height), counts)
    days = np.datetime64(FIRST) + draw.integers(0, DAYS, len(rows))
    made = pl.DataFrame(
        {
            "visit": np.arange(len(rows), dtype=np.int64),
            "person": seen["person"].to_numpy()[rows],
            "practice": seen["practice"].to_numpy()[rows],
            "day": days,
            "hour": draw.integers(13, 22, len(rows)),
            "cpt": draw.choice(_TYPES, len(rows), p=_SHARES),
            "age": seen["age"].to_numpy()[rows],
            "death": seen["death"].gather(rows),
        }
    )
    alive = made.filter(pl.col("death").is_null() | (pl.col("day") < pl.col("death")))
    return alive.drop("death").sort("person", "day", "visit")


def with_further(seen: pl.DataFrame, further: pl.DataFrame, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return the visits with those for which children are asked back, in the same order."""
    known = crowd.select("person", "age", "death")
    alive = further.join(known, on="person").filter(
        pl.col("death").is_null() | (pl.col("day") < pl.col("death"))
    )
    visit = seen["visit"].max() or 0
    more = alive.with_row_index("number").with_columns(
        visit=pl.lit(visit) + 1 + pl.col("number").cast(pl.Int64), cpt=pl.lit("99213")
    )
    return pl.concat([seen, more.select(seen.columns).cast(seen.schema)]).sort(
        "person", "day", "visit"
    )


def encounters(
    seen: pl.DataFrame, plans: tuple[PracticePlan, ...], for_mood: pl.DataFrame
) -> pl.DataFrame:
    """Return the visits as rows of the encounter table; `practice` is the practice's key.

    Those of `for_mood` have depression as their reason.
    """
    keys = pl.Series([plan.key for plan in plans])
    depressed = pl.Series(seen["visit"].is_in(for_mood["visit"].implode()))
    frame = seen.select(
        "person",
        reason=coded(ICD10CM, pl.when(pl.lit(depressed)).then(pl.lit("F33.1"))),
        encounter=pl.format("e{}", "visit"),
        status=pl.lit("finished"),
        **{"class": coded(ACT_CODE, "AMB"), "type": coded(CPT, pl.col("cpt"))},
        start_day="day",
        start_instant=at_hour("day", pl.col("hour")),
        end_day="day",
        end_instant=at_hour("day", pl.col("hour")) + pl.duration(minutes=30),
        practice=keys.gather(seen["practice"]),
        provider=clinician_of(seen, plans),
    )
    return shaped(frame, "encounter")


def first_of(seen: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return each person's first visit between the two days, both included."""
    return seen.filter(pl.col("day").is_between(first, last)).unique("person", keep="first")
