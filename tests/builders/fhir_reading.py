"""What the FHIR readers make of resources: rows by table, faults, and words that no table holds."""

import os
from collections.abc import Iterable
from multiprocessing import current_process

import polars as pl

from adapters.fhir import document, ndjson
from adapters.fhir.blocks import Block
from adapters.fhir.lines import ends_of_lines
from adapters.fhir.ndjson import read_task
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


def block_of(content: bytes, *, first: int = 1, rest: bytes = b"") -> Block:
    """Return bytes as a block that begins with the line of that number."""
    return Block(first=first, content=content, ends=ends_of_lines(content), rest=rest)


def dies_elsewhere(task: ndjson.Task, shared: ndjson.Shared) -> list[Batch]:
    """Read a block here; end another process at once, as one that is killed does."""
    if current_process().daemon:
        os._exit(3)
    return read_task(task, shared)


def fails_elsewhere(task: ndjson.Task, shared: ndjson.Shared) -> list[Batch]:
    """Read a block here; fail in another process."""
    if current_process().daemon:
        raise ArithmeticError("elsewhere")
    return read_task(task, shared)
