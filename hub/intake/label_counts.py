"""How many records have each label and each provenance."""

import numpy as np
import polars as pl

from hub.intake.chunk_labels import by_column
from hub.vault.labels import PROVENANCE
from policies.labelling.labels import Labels
from schemas.distinct import Distinct

LABEL_COUNTS = pl.Schema(
    {"table": pl.String(), "kind": pl.String(), "label": pl.String(), "count": pl.Int64()}
)


class LabelCounts:
    """Counts labels as chunks of records go by."""

    def __init__(self) -> None:
        self._counts = pl.DataFrame(schema=LABEL_COUNTS)

    def add(self, table: str, labels: Labels) -> None:
        """Count the labels of some records of a table."""
        counted = [
            _each(kind, known).select(
                pl.lit(table).alias("table"), pl.lit(kind).alias("kind"), "label", "count"
            )
            for kind, known in by_column(labels).items()
        ]
        self._counts = (
            pl.concat([self._counts, *counted])
            .group_by("table", "kind", "label")
            .agg(pl.col("count").sum())
            .sort("table", "kind", "label")
        )

    def frame(self) -> pl.DataFrame:
        """Return the counts so far (columns of LABEL_COUNTS)."""
        return self._counts


def _each(kind: str, known: Distinct) -> pl.DataFrame:
    """Return how many rows have each label, some labels more than once."""
    counts = np.bincount(known.index.to_numpy(), minlength=len(known.values))
    found = pl.DataFrame({"label": known.values, "count": pl.Series(counts, dtype=pl.Int64)})
    found = found.filter(pl.col("count") > 0)
    if kind == PROVENANCE:
        return found
    return found.explode("label", empty_as_null=False, keep_nulls=False)
