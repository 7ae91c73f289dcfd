"""A dataset: what the vault keeps of one submission, by table; a snapshot is a list of them."""

from collections.abc import Mapping
from typing import Any

from schemas.record import record

# A column of a table's second file: whether the row counts. A table without it counts whole.
KEPT = "kept"


@record
class Extent:
    """Where in an opened file of several tables one of them lies."""

    begin: int
    bytes: int


@record
class StoredFile:
    """One file of a dataset: its columns, its size, and the SHA-256 of its bytes as they lie.

    `extent` is where this table lies in a file that small tables share; None where it has its own.
    """

    name: str
    columns: tuple[str, ...]
    bytes: int
    sha256: str
    extent: Extent | None = None


@record
class StoredTable:
    """A table: `rows` that count, in one file, or in two that lie row by row beside each other.

    The second holds what is known only when all records of a submission were seen: the labels of
    whole claims, and which rows count. A table without rows has no file.
    """

    name: str
    rows: int
    files: tuple[StoredFile, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table, in all of its files."""
        held = (name for file in self.files for name in file.columns)
        return tuple(name for name in held if name != KEPT)


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
                    "rows": table.rows,
                    "files": [_document(file) for file in table.files],
                }
                for table in self.tables
            ],
        }


def dataset_of(document: Mapping[str, Any]) -> Dataset:
    """Return the dataset that `document` describes."""
    return Dataset(
        submission=document["submission"],
        run=document["run"],
        tables=tuple(_table(table) for table in document["tables"]),
    )


def _document(file: StoredFile) -> dict[str, Any]:
    document = {
        "name": file.name,
        "columns": list(file.columns),
        "bytes": file.bytes,
        "sha256": file.sha256,
    }
    # Only where there is one: the digest of a dataset of before stays what it was.
    extent = file.extent
    return document | ({"extent": [extent.begin, extent.bytes]} if extent else {})


def _table(document: Mapping[str, Any]) -> StoredTable:
    return StoredTable(
        name=document["name"],
        rows=document["rows"],
        files=tuple(_file(file) for file in document["files"]),
    )


def _file(document: Mapping[str, Any]) -> StoredFile:
    extent = document.get("extent")
    return StoredFile(
        name=document["name"],
        columns=tuple(document["columns"]),
        bytes=document["bytes"],
        sha256=document["sha256"],
        extent=Extent(begin=extent[0], bytes=extent[1]) if extent else None,
    )
