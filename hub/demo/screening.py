"""Screening for depression in a year, as each practice's quality has it."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import at_hour, coded, shaped
from hub.demo.plan import SEED, YEAR, PracticePlan
from hub.demo.visits import first_of
from schemas.code_system import LOINC, SNOMEDCT

ADULT, ADOLESCENT = "73832-8", "73831-0"
NEGATIVE, POSITIVE, DECLINED = "428171000124102", "428181000124104", "720834000"
REFERRAL = "183524004"
# Who is screened later in a year may count as screened for a visit of the next.
LAST_ASKED = 17


def screens(
    crowd: pl.DataFrame, seen: pl.DataFrame, plans: tuple[PracticePlan, ...], year: int
) -> pl.DataFrame:
    """Return one row a person of 12 or more seen in the year, and what became of the screen.

    Columns: person, practice, day, hour, year, tool, outcome (none, declined, negative, positive),
    followed. Of the year of measurement this is the truth of the screening measure.
    """
    draw = np.random.default_rng(SEED + 3 + 100 * (YEAR - year))
    first = date(year, 1, 1)
    last = date(year, 12, 31 if year == YEAR else LAST_ASKED)
    births = crowd.select("person", "birth", "depressed")
    at_start = pl.col("birth").dt.offset_by("12y") <= first
    asked = first_of(seen, first, last).join(births, on="person").filter(at_start).sort("person")
    chance = _of(plans, "screening") - (YEAR - year) * _of(plans, "gained")
    screening = chance[asked["practice"].to_numpy()]
    follow_up = _of(plans, "follow_up")[asked["practice"].to_numpy()]
    screened = draw.random(asked.height) < screening
    declined = ~screened & (draw.random(asked.height) < 0.06)
    positive = draw.random(asked.height) < np.where(asked["depressed"].to_numpy(), 0.62, 0.06)
    outcome = np.select(
        [screened & positive, screened, declined], ["positive", "negative", "declined"], "none"
    )
    grown = (pl.col("birth").dt.offset_by("18y") <= first).alias("grown")
    return asked.with_columns(grown).select(
        "person",
        "practice",
        "day",
        "hour",
        year=pl.lit(year),
        tool=pl.when("grown").then(pl.lit(ADULT)).otherwise(pl.lit(ADOLESCENT)),
        outcome=pl.Series(outcome),
        followed=pl.Series((draw.random(asked.height) < follow_up) & (outcome == "positive")),
    )


def observations(screened: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the screens, and the refusals to be screened, as rows of the observation table."""
    keys = pl.Series([plan.key for plan in plans])
    told = screened.filter(pl.col("outcome") != "none")
    declined = pl.col("outcome") == "declined"
    day = pl.when(~declined).then("day")
    moment = at_hour("day", pl.col("hour"))
    result = (
        pl.when(pl.col("outcome") == "positive")
        .then(pl.lit(POSITIVE))
        .when(pl.col("outcome") == "negative")
        .then(pl.lit(NEGATIVE))
    )
    frame = told.select(
        "person",
        observation=pl.format("s{}-{}", "person", "year"),
        status=pl.when(declined).then(pl.lit("cancelled")).otherwise(pl.lit("final")),
        code=coded(LOINC, pl.col("tool")),
        value=coded(SNOMEDCT, result),
        start_day=day,
        start_instant=pl.when(~declined).then(moment),
        issued_day="day",
        issued_instant=moment,
        not_done_reason=coded(SNOMEDCT, pl.when(declined).then(pl.lit(DECLINED))),
        practice=keys.gather(told["practice"]),
    )
    return shaped(frame, "observation")


def referrals(screened: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the follow-up of positive screens: a referral ordered on the day of the visit."""
    keys = pl.Series([plan.key for plan in plans])
    followed = screened.filter("followed")
    frame = followed.select(
        "person",
        procedure=pl.format("r{}-{}", "person", "year"),
        stage=pl.lit("ordered"),
        status=pl.lit("active"),
        intent=pl.lit("order"),
        code=coded(SNOMEDCT, REFERRAL),
        authored_day="day",
        authored_instant=at_hour("day", pl.col("hour")),
        practice=keys.gather(followed["practice"]),
    )
    return shaped(frame, "procedure")


def _of(plans: tuple[PracticePlan, ...], quality: str) -> np.ndarray:
    return np.array([getattr(plan, quality) for plan in plans])
