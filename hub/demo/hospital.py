"""Emergency visits and hospital stays, and the care that follows them."""

import numpy as np
import polars as pl

from hub.demo.bills import (
    AT_HOME,
    CENTER,
    DAYS,
    EMERGENCY_ROOM,
    MENTAL,
    OFFICE,
    SELF_HARM,
    billed,
)
from hub.demo.plan import FIRST, HOSPITAL, LAST, SEED, PracticePlan

_BEHAVIORAL = ("F41.1", "F32.9", "F33.1", "F43.10", "F10.129", "F20.9", SELF_HARM)
_HOW_OFTEN = (0.18, 0.18, 0.17, 0.17, 0.15, 0.10, 0.05)
_BODILY = ("R07.9", "S93.401A", "J06.9", "N39.0", "R10.9")
_STAYS = ("F33.2", "F20.9", SELF_HARM)
_LONGEST = 9


def emergencies(crowd: pl.DataFrame, plans: tuple[PracticePlan, ...]) -> pl.DataFrame:
    """Return the emergency visits; `what` tells those with a behavioural principal diagnosis."""
    draw = np.random.default_rng(SEED + 7)
    lift = np.array([*(plan.emergency for plan in plans), 1.2])[crowd["practice"].to_numpy()]
    behavioral = draw.poisson(0.03 + 0.40 * lift * _ill(crowd))
    bodily = draw.poisson(0.55, crowd.height)
    rows = np.concatenate(
        [np.repeat(np.arange(crowd.height), behavioral), np.repeat(np.arange(crowd.height), bodily)]
    )
    is_behavioral = np.arange(len(rows)) < behavioral.sum()
    of_mind = draw.choice(_BEHAVIORAL, len(rows), p=_HOW_OFTEN)
    diagnosis = np.where(is_behavioral, of_mind, draw.choice(_BODILY, len(rows)))
    return billed(
        person=crowd["person"].gather(rows),
        day=np.datetime64(FIRST) + draw.integers(0, DAYS, len(rows)),
        practice=pl.Series([HOSPITAL]).new_from_index(0, len(rows)),
        procedure=pl.Series(draw.choice(["99283", "99284", "99285"], len(rows))),
        place=EMERGENCY_ROOM,
        diagnosis=pl.Series(diagnosis),
        amount=draw.gamma(4.0, 160.0, len(rows)),
        what=pl.Series(np.where(is_behavioral, "behavioral-emergency", "emergency")),
    ).with_columns(revenue=pl.lit("0450"), bill_type=pl.lit("131"))


def stays(crowd: pl.DataFrame) -> pl.DataFrame:
    """Return the hospital stays: at most two of a person, the second after the first."""
    draw = np.random.default_rng(SEED + 13)
    ill = _ill(crowd)
    chance = np.where(ill, 0.16, 0.0)
    behavioral = draw.random(crowd.height) < chance
    bodily = ~behavioral & (draw.random(crowd.height) < 0.06)
    rows = np.flatnonzero(behavioral | bodily)
    start = np.datetime64(FIRST) + draw.integers(0, DAYS - 40, len(rows))
    end = start + draw.integers(1, _LONGEST + 1, len(rows))
    again = draw.random(len(rows)) < 0.22
    later = end[again] + draw.integers(2, 60, int(again.sum()))
    person = np.concatenate([rows, rows[again]])
    of_mind = np.concatenate([behavioral[rows], behavioral[rows][again]])
    begins = np.concatenate([start, later])
    ends = np.concatenate([end, later + draw.integers(1, _LONGEST + 1, len(later))])
    mental = draw.choice(_STAYS, len(person), p=(0.55, 0.33, 0.12))
    admitted = billed(
        person=crowd["person"].gather(person),
        day=begins,
        practice=pl.Series([HOSPITAL]).new_from_index(0, len(person)),
        procedure=None,
        place=None,
        diagnosis=pl.Series(np.where(of_mind, mental, "J18.9")),
        amount=draw.gamma(4.0, 2200.0, len(person)),
        what=pl.Series(np.where(of_mind, "behavioral-stay", "stay")),
    )
    whole = admitted.with_columns(
        last_day=pl.Series(ends, dtype=pl.Date), revenue=pl.lit("0124"), bill_type=pl.lit("111")
    )
    return whole.filter(pl.col("last_day") <= LAST)


def aftercare(
    crowd: pl.DataFrame, acute: pl.DataFrame, plans: tuple[PracticePlan, ...]
) -> pl.DataFrame:
    """Return a visit of psychotherapy after each behavioural visit or stay that is followed up.

    Soon or late, in the room, at home or at a community mental health centre.
    """
    draw = np.random.default_rng(SEED + 14)
    ended = acute.filter(pl.col("what").str.starts_with("behavioral")).join(
        crowd.select("person", home="practice"), on="person", maintain_order="left"
    )
    follow_up = np.array([*(plan.follow_up for plan in plans), 0.3])[ended["home"].to_numpy()]
    kept = ended.filter(pl.Series(draw.random(ended.height) < 0.8 * follow_up))
    keys = pl.Series([*(plan.key for plan in plans), HOSPITAL])
    after = draw.geometric(0.12, kept.height)
    substance = ~kept["diagnosis"].is_in(MENTAL)
    visits = billed(
        person=kept["person"],
        day=kept["last_day"].to_numpy() + after,
        practice=keys.gather(kept["home"].to_numpy() % len(keys)),
        procedure="90834",
        place=pl.Series(draw.choice([OFFICE, AT_HOME, CENTER], kept.height, p=(0.6, 0.28, 0.12))),
        diagnosis=pl.select(
            pl.when(substance).then(pl.lit("F10.20")).otherwise(pl.lit("F33.1"))
        ).to_series(),
        amount=draw.gamma(9.0, 13.0, kept.height),
        what="therapy",
    )
    inside = pl.Series(draw.random(kept.height) < 0.85)
    return visits.with_columns(in_network=inside).filter(pl.col("day") <= LAST)


def _ill(crowd: pl.DataFrame) -> np.ndarray:
    ill = crowd.select(pl.any_horizontal("depressed", "bipolar", "psychotic", "substance_use"))
    return np.asarray(ill.to_series().to_numpy())
