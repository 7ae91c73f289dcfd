"""Consents to share records of substance use programs, and opt-outs of the network."""

from datetime import date

import numpy as np
import polars as pl

from hub.demo.columns import shaped
from hub.demo.plan import SEED
from schemas.records.consent_directive import ELEMENTS

# What becomes of the consent of a person with records of a program, and how often.
STATES = ("in-force", "expired", "revoked", "deficient", "none")
_SHARES = (0.62, 0.10, 0.08, 0.05, 0.15)
OPT_OUT_SHARE = 0.006


def consent_states(crowd: pl.DataFrame) -> pl.DataFrame:
    """Return person, state (of STATES) and opted_out of everybody: the truth of the consents."""
    draw = np.random.default_rng(SEED + 11)
    return crowd.select(
        "person",
        state=pl.Series(draw.choice(STATES, crowd.height, p=_SHARES)),
        opted_out=pl.Series(draw.random(crowd.height) < OPT_OUT_SHARE),
    )


def directives(states: pl.DataFrame, treated: pl.Series, members: pl.Series) -> pl.DataFrame:
    """Return the directives of a holder: consents of `treated`, opt-outs of `members`."""
    held = states.filter(pl.col("person").is_in(treated.implode()) & (pl.col("state") != "none"))
    opted = states.filter(pl.col("person").is_in(members.implode()) & pl.col("opted_out"))
    return pl.concat([_consents(held), _opt_outs(opted)])


def _consents(held: pl.DataFrame) -> pl.DataFrame:
    state = pl.col("state")
    elements = {name: pl.lit(value=True) for name in ELEMENTS}
    elements["purpose_stated"] = state != "deficient"
    frame = held.select(
        "person",
        consent_directive=pl.format("d{}", "person"),
        decision=pl.lit("permit"),
        kind=pl.lit("part2"),
        **elements,
        purposes=pl.lit("TREAT;HPAYMT;HOPERAT"),
        recipients=pl.lit("hub"),
        expiry=pl.when(state == "expired").then(pl.lit("day")).otherwise(pl.lit("none")),
        start_day=pl.lit(date(2024, 5, 1)),
        end_day=pl.when(state == "expired").then(pl.lit(date(2025, 4, 30))),
        revoked_day=pl.when(state == "revoked").then(pl.lit(date(2025, 9, 15))),
    )
    return shaped(frame, "consent_directive")


def _opt_outs(opted: pl.DataFrame) -> pl.DataFrame:
    frame = opted.select(
        "person",
        consent_directive=pl.format("o{}", "person"),
        decision=pl.lit("deny"),
        kind=pl.lit("opt-out"),
        expiry=pl.lit("none"),
        start_day=pl.lit(date(2025, 1, 15)),
    )
    return shaped(frame, "consent_directive")
