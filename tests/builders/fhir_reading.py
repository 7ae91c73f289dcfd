"""What the FHIR readers make of resources: rows by table, faults, and words that no table holds."""

import os
from collections.abc import Iterable
from typing import NoReturn

import polars as pl

from adapters.fhir import document, ndjson
from schemas.batch import Batch
from schemas.records import TABLES
from tests.builders.fhir import Json
from tests.builders.fhir import bundle as bundle_of
from tests.builders.fhir import document as document_of
from tests.builders.fhir import ndjson as lines_of

Told = tuple[int, str, str, str]


def lines(*resources: Json) -> list[Batch]:
    """Read resources as lines of NDJSON."""
    return list(ndjson.read(lines_of(*resources)))


def bundle(*resources: Json, named: bool = False) -> list[Batch]:
    """Read resources as a Bundle."""
    return list(document.read(document_of(bundle_of(*resources, named=named))))


def rows(batches: Iterable[Batch], table: str) -> pl.DataFrame:
    """Return all rows of a table."""
    found = [batch.rows for batch in batches if batch.table.name == table]
    return pl.concat([pl.DataFrame(schema=TABLES[table].schema), *found])


def row(batches: Iterable[Batch], table: str) -> dict[str, object]:
    """Return the one row of a table, without its empty cells."""
    (only,) = rows(batches, table).to_dicts()
    return {name: value for name, value in only.items() if value is not None}


def told(batches: Iterable[Batch]) -> list[Told]:
    """Return the faults: position, path, rule and severity, in the order of the batches."""
    wanted = pl.col("position", "field", "rule", "severity")
    return [fault for batch in batches for fault in batch.faults.select(wanted).rows()]


def surplus(batches: Iterable[Batch]) -> dict[str, list[str]]:
    """Return the words that no table holds, by path."""
    found: dict[str, list[str]] = {}
    for batch in batches:
        for path, words in batch.surplus.items():
            found.setdefault(path, []).extend(words.to_list())
    return found


def pairs(cell: object) -> list[tuple[str, str]]:
    """Return a coded cell as pairs of system and code."""
    return [(coding["system"], coding["code"]) for coding in cell]  # type: ignore[attr-defined]


def dies(*_: object) -> NoReturn:
    """End the process at once, as one that is killed does."""
    os._exit(3)
