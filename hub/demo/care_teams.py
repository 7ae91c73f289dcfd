"""Care teams' own lists: who is enrolled in Collaborative Care, and what the team did."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import coded, shaped
from hub.demo.depression import PHQ9
from hub.demo.plan import LAST, SEED, PracticePlan
from hub.demo.services import MOST_MONTHS, enrolled
from schemas.code_system import LOINC

EVENTS = "urn:reset-hub:registry-event"
# A month of service has so many days; a team keeps a person on its list some days longer.
MONTH, LONGER = 30, 20
_REVIEW, _CHANGE, SCORED_AFTER = 40, 45, 75


def teams(
    crowd: pl.DataFrame, course: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return the enrollments that practices with tables of their own keep.

    Columns: person, practice, start, end, score, later (a score after 75 days, null where there is
    none), contacts (by month), reviewed, changed. Whoever has a course of scores is in none, so
    that the two tell nothing of one another.
    """
    draw = np.random.default_rng(SEED + 24)
    tables = [number for number, plan in enumerate(plans) if plan.format == "csv"]
    alive = crowd.filter(pl.col("death").is_null()).select("person")
    own = (
        enrolled(crowd, plans, offered=True)
        .filter(pl.col("practice").is_in(tables))
        .join(alive, on="person", how="semi")
        .join(course.select("person"), on="person", how="anti")
        .sort("person")
    )
    count = own.height
    score = draw.integers(12, 24, count)
    better = draw.random(count) < 0.5
    later = np.where(better, draw.integers(1, 10, count), np.maximum(score - 2, 10))
    ends = pl.col("start") + pl.duration(days=MONTH * pl.col("months") + LONGER)
    known = pl.Series(draw.random(count) < 0.8) & (own["months"] > 2)
    visits = draw.random((count, 2 * MOST_MONTHS)) < 0.7
    return own.select(
        "person",
        "practice",
        "start",
        end=ends,
        months="months",
        score=pl.Series(score),
        later=pl.when(pl.lit(known)).then(pl.lit(pl.Series(later))),
        contacts=pl.Series(visits.tolist(), dtype=pl.List(pl.Boolean)),
        reviewed=pl.Series(draw.random(count) < 0.6),
        changed=pl.Series(draw.random(count) < 0.4),
    )


def contact_days(held: pl.DataFrame) -> pl.DataFrame:
    """Return the days with a contact: person, practice, number, day; every 14 days or less."""
    each = (
        held.with_columns(number=pl.int_ranges(0, 2 * pl.col("months")))
        .explode("number")
        .filter(pl.col("contacts").list.get(pl.col("number")))
        .with_columns(day=pl.col("start") + pl.duration(days=14 * pl.col("number")))
    )
    return each.select("person", "practice", "number", "day").filter(pl.col("day") <= LAST)


def lists(held: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the enrollments as rows of the attribution table."""
    keys = pl.Series([plan.key for plan in plans])
    frame = held.select(
        "person",
        practice=keys.gather(held["practice"]),
        method=pl.lit("registry"),
        start_day="start",
        end_day="end",
    )
    return shaped(frame, "attribution")


def acts(held: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return contacts and psychiatric reviews as rows of the encounter table."""
    keys = pl.Series([plan.key for plan in plans])
    contacts = contact_days(held).select(
        "person",
        "practice",
        "day",
        name=pl.format("c{}-{}", "person", "number"),
        type=pl.lit("contact"),
    )
    reviews = held.filter("reviewed", _on(_REVIEW) <= LAST).select(
        "person",
        "practice",
        day=_on(_REVIEW),
        name=pl.format("v{}", "person"),
        type=pl.lit("psychiatric-review"),
    )
    both = pl.concat([contacts, reviews])
    frame = both.select(
        "person",
        encounter="name",
        status=pl.lit("finished"),
        type=coded(EVENTS, pl.col("type")),
        start_day="day",
        end_day="day",
        practice=keys.gather(both["practice"]),
    )
    return shaped(frame, "encounter")


def findings(held: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return changes of treatment and scores as rows of the observation table."""
    keys = pl.Series([plan.key for plan in plans])
    nothing = pl.lit(None, dtype=pl.Float64)
    part = ("person", "practice")
    told = pl.concat(
        [
            held.filter("changed", _on(_CHANGE) <= LAST).select(
                *part, name=pl.lit("w"), day=_on(_CHANGE), score=nothing
            ),
            held.select(*part, name=pl.lit("k"), day="start", score=_number("score")),
            held.filter(pl.col("later").is_not_null(), _on(SCORED_AFTER) <= LAST).select(
                *part, name=pl.lit("l"), day=_on(SCORED_AFTER), score=_number("later")
            ),
        ]
    )
    score = pl.col("score").is_not_null()
    frame = told.select(
        "person",
        observation=pl.format("{}{}", "name", "person"),
        status=pl.lit("final"),
        code=pl.when(score).then(coded(LOINC, PHQ9)).otherwise(coded(EVENTS, "treatment-change")),
        value_number="score",
        value_unit=pl.when(score).then(pl.lit("{score}")),
        start_day="day",
        practice=keys.gather(told["practice"]),
    )
    return shaped(frame, "observation")


def team_scores(held: pl.DataFrame) -> pl.DataFrame:
    """Return the teams' PHQ-9 scores: person, practice, hour, name, day, score."""
    none = pl.lit(None)
    part = ("person", "practice", none.cast(pl.Int64).alias("hour"), pl.lit("t").alias("name"))
    later = held.filter(pl.col("later").is_not_null(), _on(SCORED_AFTER) <= LAST)
    return pl.concat(
        [
            held.select(*part, day="start", score=_number("score")),
            later.select(*part, day=_on(SCORED_AFTER), score=_number("later")),
        ]
    )


def year_of(held: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """Return the enrollments with the part of each that lies in the year: `since` and `until`."""
    return held.with_columns(
        since=pl.max_horizontal("start", pl.lit(first)),
        until=pl.min_horizontal("end", pl.lit(last)),
    )


def _on(days: int) -> pl.Expr:
    return pl.col("start") + pl.duration(days=days)


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Float64).alias("score")
