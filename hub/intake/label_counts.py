"""How many records have each label and each provenance."""

import polars as pl

from hub.vault.labels import LABELS, PROVENANCE, SENSITIVITY

LABEL_COUNTS = pl.Schema(
    {"table": pl.String(), "kind": pl.String(), "label": pl.String(), "count": pl.Int64()}
)


class LabelCounts:
    """Counts labels as chunks of records go by."""

    def __init__(self) -> None:
        self._counts = pl.DataFrame(schema=LABEL_COUNTS)

    def add(self, table: str, labels: pl.DataFrame) -> None:
        """Count the labels (columns of LABELS) of some records of a table."""
        each = {
            PROVENANCE: labels[PROVENANCE],
            SENSITIVITY: labels[SENSITIVITY].explode(empty_as_null=False, keep_nulls=False),
        }
        counted = [
            each[kind]
            .value_counts(name="count")
            .select(
                pl.lit(table).alias("table"),
                pl.lit(kind).alias("kind"),
                pl.col(kind).alias("label"),
                pl.col("count").cast(pl.Int64),
            )
            for kind in LABELS
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
