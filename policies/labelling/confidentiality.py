"""How confidential a record or a bundle is (HL7 v3-Confidentiality): the highest level in it."""

import polars as pl

from policies.labelling.hits import codings_of
from schemas.table import Table

CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
# Unrestricted, low, moderate, normal, restricted, very restricted.
LEVELS = ("U", "L", "M", "N", "R", "V")
NORMAL, RESTRICTED = LEVELS.index("N"), LEVELS.index("R")


def confidentiality(labelled: pl.DataFrame, table: Table) -> pl.Series:
    """Return the level of each row (String): R where sensitive, never below what it came with.

    `labelled` has the two label columns; a row without a label or a mark is N.
    """
    sensitive = (pl.col("sensitivity").list.len() > 0) | (pl.col("part2_provenance") == "yes")
    own = labelled.select(
        level=pl.when(sensitive).then(pl.lit(RESTRICTED)).otherwise(pl.lit(NORMAL))
    )
    if "security" not in table.names or labelled["security"].null_count() == labelled.height:
        return _letters(own["level"])
    marks = codings_of(labelled["security"]).filter(
        (pl.col("system") == CONFIDENTIALITY) & pl.col("code").is_in(LEVELS)
    )
    came = marks.group_by("row").agg(mark=pl.col("code").replace_strict(_RANKS).max())
    both = own.with_row_index("row").join(came, on="row", how="left", maintain_order="left")
    return _letters(both.select(pl.max_horizontal("level", "mark")).to_series())


def high_water_mark(levels: pl.Series) -> str:
    """Return the highest of the levels: that of a bundle of such records; N of none."""
    ranks = levels.replace_strict(_RANKS, return_dtype=pl.Int32)
    return LEVELS[max(NORMAL, int(ranks.max() or 0))]  # type: ignore[arg-type]


_RANKS = {level: rank for rank, level in enumerate(LEVELS)}


def _letters(ranks: pl.Series) -> pl.Series:
    return pl.Series(LEVELS).gather(ranks).alias("confidentiality")
