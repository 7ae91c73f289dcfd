"""What of a file is needed by who reads it for measures: some columns of some tables."""

from collections.abc import Mapping
from dataclasses import replace

from schemas.batch import Batch

# By table, its columns. A name that is no column of the table is passed over.
Needs = Mapping[str, frozenset[str]]


def narrowed(batch: Batch, needs: Needs) -> Batch:
    """Return a batch with the columns that are needed of its table."""
    needed = needs[batch.table.name]
    columns = {name: cells for name, cells in batch.columns.items() if name in needed}
    return replace(batch, columns=columns)
