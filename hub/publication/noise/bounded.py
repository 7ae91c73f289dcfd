"""Bounded contribution: no person counts in more cells of a noisy release than was promised.

The noise hides one person's part only up to a number of cells. Whoever is in more keeps as many,
chosen by a hash of the person, the cell and the release, so that the choice is the same in every
run and says nothing of the person. Where tokens do not link, one person may be there under several
tokens; each counts for itself, and the contribution is multiplied by how many there may be.
"""

import polars as pl

from schemas.record import record

CELL = "cell"


@record
class Bounded:
    """Counts by cell, and in how many cells one person may count (what the noise must hide)."""

    counts: pl.DataFrame
    contribution: int


def bounded(
    memberships: pl.DataFrame,
    *,
    cells: pl.Series,
    most: int,
    tokens_a_person: int,
    release: str,
) -> Bounded:
    """Return how many persons count in each of `cells`, nobody in more than `most` of them.

    `memberships` has the columns `person` and `cell`, and no row twice counts once. `cells` are
    the public keys: all are listed, also those of nobody, and no other is.
    """
    held = memberships.select("person", CELL).unique().filter(pl.col(CELL).is_in(cells.implode()))
    order = pl.struct(pl.lit(release).alias("release"), "person", CELL).hash(seed=0)
    kept = (
        held.with_columns(order=order)
        .sort("person", "order", CELL)
        .filter(pl.int_range(pl.len()).over("person") < most)
    )
    counted = kept.group_by(CELL).agg(count=pl.len().cast(pl.Int64))
    listed = pl.DataFrame({CELL: cells.unique(maintain_order=True)})
    counts = listed.join(counted, on=CELL, how="left", maintain_order="left")
    return Bounded(
        counts=counts.with_columns(pl.col("count").fill_null(0)),
        contribution=most * tokens_a_person,
    )
