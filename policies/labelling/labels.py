"""The labels of many rows: the few that differ, and which of them each row has."""

import polars as pl

from schemas.distinct import Distinct
from schemas.record import record


@record
class Labels:
    """Part 2 provenance (String) and sensitivity (List(String), sorted) of rows; none is null."""

    provenance: Distinct
    sensitivity: Distinct

    def filter(self, kept: pl.Series) -> "Labels":
        """Return the labels of the rows that are kept (Boolean)."""
        return Labels(
            provenance=self.provenance.filter(kept), sensitivity=self.sensitivity.filter(kept)
        )


def labels_of(labelled: pl.DataFrame) -> Labels:
    """Return the labels that stand beside rows in columns of their own."""
    numbers = pl.int_range(labelled.height, dtype=pl.UInt32, eager=True)
    return Labels(
        provenance=Distinct(values=labelled["part2_provenance"], index=numbers),
        sensitivity=Distinct(values=labelled["sensitivity"], index=numbers),
    )


def with_labels(rows: pl.DataFrame, labels: Labels) -> pl.DataFrame:
    """Return rows with part2_provenance and sensitivity, each in its column."""
    return rows.with_columns(
        part2_provenance=labels.provenance.cells, sensitivity=labels.sensitivity.cells
    )
