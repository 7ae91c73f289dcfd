"""The columns that the hub adds to a record table, beside those of the record schema."""

import polars as pl

from hub.vault.bucket import BUCKET
from schemas.table import Table

PROVENANCE = "part2_provenance"
SENSITIVITY = "sensitivity"

LABELS = pl.Schema({PROVENANCE: pl.String(), SENSITIVITY: pl.List(pl.String())})


def held_schema(table: Table) -> pl.Schema:
    """Return the columns that the vault may hold of a table: its own, the labels, the bucket."""
    bucket = {BUCKET: pl.UInt16()} if table.has_person else {}
    return pl.Schema({**table.schema, **LABELS, **bucket})
