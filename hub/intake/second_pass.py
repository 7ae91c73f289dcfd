"""The second pass: what was put aside is labelled by whole claims, sifted, and handed on."""

from collections.abc import Iterator

import numpy as np
import polars as pl
import pyarrow as pa

from hub.intake.key_check import Ordinals
from hub.intake.table_spool import ORDINAL, TableSpool
from hub.vault.labels import LABELS, PROVENANCE, SENSITIVITY
from policies.labelling.scope import widened
from schemas.table import Table

LABEL_COUNTS = pl.Schema(
    {"table": pl.String(), "kind": pl.String(), "label": pl.String(), "count": pl.Int64()}
)


class SecondPass:
    """Gives the rows of each table as they go into the vault, and counts their labels."""

    def __init__(self, of_claims: pl.DataFrame) -> None:
        self._of_claims = of_claims
        self._counts = pl.DataFrame(schema=LABEL_COUNTS)

    def chunks(self, spool: TableSpool, left_out: Ordinals) -> Iterator[pa.Table]:
        """Yield the rows that are kept, all in the columns and types of `spool.schema()`."""
        schema = spool.schema()
        for chunk in spool.chunks():
            rows = _without(chunk, left_out)
            labels = self._labels(rows, spool.table)
            self._count(labels, spool.table)
            for name in LABELS:
                rows = rows.set_column(rows.column_names.index(name), name, labels[name].to_arrow())
            yield _shaped(rows, schema)

    @property
    def label_counts(self) -> pl.DataFrame:
        """How many of the rows so far have each label and provenance (columns of LABEL_COUNTS)."""
        return self._counts

    def _labels(self, rows: pa.Table, table: Table) -> pl.DataFrame:
        names = [*LABELS, *(["claim"] if "claim" in rows.column_names else [])]
        return widened(pl.DataFrame(pl.from_arrow(rows.select(names))), table, self._of_claims)

    def _count(self, labels: pl.DataFrame, table: Table) -> None:
        each = {
            PROVENANCE: labels[PROVENANCE],
            SENSITIVITY: labels[SENSITIVITY].explode(empty_as_null=False, keep_nulls=False),
        }
        counted = [
            values.value_counts(name="count").select(
                pl.lit(table.name).alias("table"),
                pl.lit(kind).alias("kind"),
                pl.col(kind).alias("label"),
                pl.col("count").cast(pl.Int64),
            )
            for kind, values in each.items()
        ]
        self._counts = (
            pl.concat([self._counts, *counted])
            .group_by("table", "kind", "label")
            .agg(pl.col("count").sum())
            .sort("table", "kind", "label")
        )


def _without(chunk: pa.Table, left_out: Ordinals) -> pa.Table:
    if not len(left_out):
        return chunk
    ordinals = chunk[ORDINAL].to_numpy()
    gone = np.isin(ordinals, left_out)
    return chunk.filter(pa.array(~gone)) if gone.any() else chunk


def _shaped(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the rows in these columns; one that the chunk lacks is empty throughout."""
    return pa.table(
        [
            rows[field.name]
            if field.name in rows.column_names
            else pa.nulls(rows.num_rows, field.type)
            for field in schema
        ],
        schema=schema,
    )
