"""A table of one dataset of the vault, decrypted by the worker that reads it."""

import pyarrow as pa

from hub.measures.tables import CONTRIBUTOR
from hub.vault.dataset import StoredTable
from hub.vault.table_reader import DatasetSource, read_rows
from schemas.record import record


@record
class VaultPart:
    """Some columns of a stored table, of all its rows that count, and who sent them.

    It carries the data key of its submission to the worker, so the session must encrypt what its
    processes say to one another. Rows that may not be used are not told apart here: what law,
    consent and agreement withhold is left out before (hub.publication.eligible_rows).
    """

    source: DatasetSource
    table: StoredTable
    columns: tuple[str, ...]
    contributor: str

    def read(self) -> pa.Table:
        """Return the columns that are held; Unreadable where a file is broken."""
        held = self.table.columns
        # Where nothing that was asked for is held, some column says how many rows there are.
        asked = [name for name in self.columns if name in held] or list(held[:1])
        rows = read_rows(self.source, self.table, asked)
        return rows.append_column(CONTRIBUTOR, pa.repeat(self.contributor, rows.num_rows))
