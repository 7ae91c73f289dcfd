"""Records of many persons, copied from the situations that specify a measure.

Every criterion of the measure has work, in the shares in which its cases were written.
"""

import numpy as np
import polars as pl

from schemas.column import Kind
from schemas.records import TABLES
from tests.builders.records import CONTRIBUTOR, frames
from tests.spec.measures.specs import SPECS

SEED = 20261126


def copied(identifier: str, persons: int) -> dict[str, pl.DataFrame]:
    """Return the tables of so many persons, each a situation of the spec with keys of its own."""
    situations = SPECS[identifier].SITUATIONS
    rows = [one.of(name) for name, found in situations.items() for one in found]
    crowd = pl.DataFrame({"situation": list(situations)}).with_row_index("number")
    drawn = pl.DataFrame({"copy": np.arange(persons, dtype=np.uint32)}).with_columns(
        number=pl.col("copy") % crowd.height, token=_tokens(persons)
    )
    copies = drawn.join(crowd, on="number").drop("number")
    held = {name: frame for name, frame in frames(rows).items() if not frame.is_empty()}
    return {name: _copies(name, frame, copies) for name, frame in held.items()}


def _tokens(persons: int) -> pl.Series:
    digits = np.random.default_rng(SEED).bytes(16 * persons).hex()
    return pl.Series([digits[at : at + 32] for at in range(0, 32 * persons, 32)])


def _copies(name: str, frame: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    own = [
        column.name
        for column in TABLES[name].columns
        if column.kind in {Kind.KEY, Kind.REFERENCE} and column.name in frame.columns
    ]
    return (
        frame.rename({"person": "situation"})
        .join(copies, on="situation")
        .with_columns(
            pl.col("token").alias("person"),
            *(pl.format("{}-{}", pl.col(key), "copy").alias(key) for key in own),
        )
        .select(column for column in frame.columns if column != CONTRIBUTOR)
    )
