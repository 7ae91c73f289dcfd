"""Children on a medication for attention deficit: their orders, and the visits that follow."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import at_hour, coded, shaped
from hub.demo.plan import LAST, SEED, PracticePlan
from schemas.code_system import RXNORM

METHYLPHENIDATE = "1091133"
# From the first of March before the year of measurement to the end of February in it.
INTAKE_FIRST, INTAKE_LAST = date(2024, 3, 1), date(2025, 2, 28)
OFFICE_VISITS = ("99213", "99214", "99215", "99203")
_CONTINUED = (70, 150, 240)


def begun(crowd: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """Return the children who begin: person, practice, day, hour, and the refills of the order.

    They begin at their first office visit of the intake period.
    """
    draw = np.random.default_rng(SEED + 18)
    first = (
        seen.filter(
            pl.col("day").is_between(INTAKE_FIRST, INTAKE_LAST), pl.col("cpt").is_in(OFFICE_VISITS)
        )
        .unique("person", keep="first", maintain_order=True)
        .join(crowd.filter("attention").select("person"), on="person", how="semi")
        .sort("person")
    )
    refills = draw.choice([1, 3, 6, 9, 11], first.height, p=(0.15, 0.2, 0.25, 0.25, 0.15))
    return first.select("person", "practice", "day", "hour", refills=pl.Series(refills))


def further_visits(started: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the visits for which children are asked back: person, practice, day, hour."""
    draw = np.random.default_rng(SEED + 19)
    chance = np.array([plan.follow_up for plan in plans])[started["practice"].to_numpy()]
    after = [
        draw.integers(5, 29, started.height),
        *(draw.integers(-20, 21, started.height) + days for days in _CONTINUED),
    ]
    kept = [draw.random(started.height) < chance for _ in after]
    parts = [
        started.select(
            "person", "practice", pl.col("day") + pl.duration(days=pl.lit(pl.Series(days))), "hour"
        ).filter(pl.Series(mine))
        for days, mine in zip(after, kept, strict=True)
    ]
    return pl.concat(parts).filter(pl.col("day") <= LAST)


def orders(started: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the orders as rows of the medication table: thirty days, with refills."""
    keys = pl.Series([plan.key for plan in plans])
    frame = started.select(
        "person",
        medication=pl.format("a{}", "person"),
        stage=pl.lit("request"),
        status=pl.lit("active"),
        intent=pl.lit("order"),
        code=coded(RXNORM, METHYLPHENIDATE),
        authored_day="day",
        authored_instant=at_hour("day", pl.col("hour")),
        supply_days=pl.lit(30.0),
        refills="refills",
        practice=keys.gather(started["practice"]),
    )
    return shaped(frame, "medication")
