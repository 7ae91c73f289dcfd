"""What contributors left out before handing in, counted beside what the hub withholds."""

from collections.abc import Mapping

import polars as pl

from hub.vault.narrowed import Loads
from hub.vault.snapshot import frame_of
from schemas.records import TABLES

TABLE = "withheld_at_home"
# Under Safe Harbor no law shuts these records out: their holder honours what the patient said.
REASONS = {
    "restriction": ("honour_refusals", "left out at home: the patient asked for a restriction"),
    "refusal": ("honour_refusals", "left out at home: the patient refused"),
    "opt-out": ("honour_opt_outs", "left out at home: the patient opted out of the network"),
}


def left_out_at_home(opened: Loads, contributors: Mapping[str, str]) -> pl.DataFrame:
    """Return the counts as withheld rows: by contributor and record table, with rule and reason.

    `contributors` are by submission. Of several submissions the counts add up, so that none is
    named.
    """
    parts = opened.load({TABLE: TABLES[TABLE].names})[TABLE]
    frames = [
        frame_of(TABLES[TABLE], part.rows).with_columns(
            contributor=pl.lit(contributors[part.submission])
        )
        for part in parts
    ]
    counts = pl.concat([_nothing(), *frames])
    rule = pl.col("reason").replace_strict({name: rule for name, (rule, _) in REASONS.items()})
    return (
        counts.group_by("contributor", "records_of", "reason", maintain_order=True)
        .agg(pl.col("records").sum(), pl.col("people").sum())
        .select(
            "contributor",
            pl.lit(None, pl.String).alias("submission"),
            pl.col("records_of").str.replace_all("-", "_", literal=True).alias("table"),
            pl.format("network/{}", rule).alias("rule"),
            pl.format("network charter: {}", rule).alias("citation"),
            pl.col("reason").replace_strict({name: text for name, (_, text) in REASONS.items()}),
            pl.lit("policy").alias("authority"),
            pl.col("records").alias("rows"),
            "people",
        )
    )


def _nothing() -> pl.DataFrame:
    return pl.DataFrame(schema=TABLES[TABLE].schema | {"contributor": pl.String()})
