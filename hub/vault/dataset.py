"""A dataset: what the vault keeps of one submission, by table; a snapshot is a list of them."""

from collections.abc import Mapping
from typing import Any

from schemas.record import record


@record
class StoredTable:
    """One file of a dataset: its columns and rows, its size, and the SHA-256 of its bytes."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str


@record
class Dataset:
    """The tables of one submission as one run of the intake wrote them; nothing in it changes."""

    submission: str
    run: str
    tables: tuple[StoredTable, ...]

    def table(self, name: str) -> StoredTable | None:
        """Return the table of that name, or None where the submission has none."""
        return next((table for table in self.tables if table.name == name), None)

    def document(self) -> dict[str, Any]:
        """Return the dataset as the members of a JSON object, to keep beside the submission."""
        return {
            "submission": self.submission,
            "run": self.run,
            "tables": [
                {
                    "name": table.name,
                    "columns": list(table.columns),
                    "rows": table.rows,
                    "bytes": table.bytes,
                    "sha256": table.sha256,
                }
                for table in self.tables
            ],
        }


def dataset_of(document: Mapping[str, Any]) -> Dataset:
    """Return the dataset that `document` describes."""
    return Dataset(
        submission=document["submission"],
        run=document["run"],
        tables=tuple(
            StoredTable(
                name=table["name"],
                columns=tuple(table["columns"]),
                rows=table["rows"],
                bytes=table["bytes"],
                sha256=table["sha256"],
            )
            for table in document["tables"]
        ),
    )
