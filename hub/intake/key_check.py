"""Rules between records: keys that come twice, and references that lead nowhere."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from graphlib import TopologicalSorter

import numpy as np
import numpy.typing as npt
import polars as pl

from hub.intake.keys import FILE, KEY, ORDINAL, POSITION, TableKeys, references
from schemas.column import Column, Kind
from schemas.fault import FAULTS
from schemas.table import Table

Hashes = npt.NDArray[np.uint64]
Ordinals = npt.NDArray[np.uint32]
Tell = Callable[[pl.DataFrame], None]

# So many hashes are sorted at once.
TOGETHER = 1 << 22
NO_HASHES: Hashes = np.array([], dtype=np.uint64)
NO_ORDINALS: Ordinals = np.array([], dtype=np.uint32)


def left_out_between(
    tables: Mapping[str, TableKeys], files: Sequence[str], tell: Tell
) -> dict[str, Ordinals]:
    """Return the rows of each table that a rule between records leaves out; `tell` gets the faults.

    A key that comes again is left out where it comes again. A reference is judged where the
    submission holds records of the table that it names: one that is required and leads nowhere, or
    to a record that was left out, leaves its record out; any other is a warning.
    """
    known: dict[str, Hashes] = {}
    left_out: dict[str, Ordinals] = {}
    named = {column.refers_to for keys in tables.values() for column in references(keys.table)}
    for name in _parents_first(tables):
        keys = tables[name]
        found = [*_again(keys, files, tell), *_dangling(keys, known, files, tell)]
        left_out[name] = np.unique(np.concatenate([NO_ORDINALS, *found]))
        if name in named:
            known[name] = _surviving(keys, left_out[name])
    return left_out


def _parents_first(tables: Mapping[str, TableKeys]) -> list[str]:
    order = TopologicalSorter(
        {
            name: {str(column.refers_to) for column in references(keys.table)}
            for name, keys in tables.items()
        }
    )
    return [name for name in order.static_order() if name in tables]


def _again(keys: TableKeys, files: Sequence[str], tell: Tell) -> Iterator[Ordinals]:
    """Yield the rows whose key came before."""
    twice = _twice(keys)
    if not len(twice):
        return
    met = NO_HASHES
    for frame in keys.frames():
        suspects = frame.filter(pl.Series(np.isin(frame[KEY].to_numpy(), twice)))
        hashes = suspects[KEY]
        again = suspects.filter(~hashes.is_first_distinct() | pl.Series(np.isin(hashes, met)))
        met = np.union1d(met, hashes.to_numpy())
        if again.height:
            tell(_faults(again, keys.table, files, **_of_key(keys.table)))
            yield again[ORDINAL].to_numpy()


def _twice(keys: TableKeys) -> Hashes:
    """Return the hashes that more than one row has; a part of all hashes is sorted at a time."""
    parts = np.uint64(1 + keys.height // TOGETHER)
    found = [NO_HASHES]
    for part in range(int(parts)):
        every = (hashes.to_numpy() for hashes in keys.hashes())
        some = [hashes[hashes % parts == part] for hashes in every] if parts > 1 else [*every]
        hashes = np.concatenate([NO_HASHES, *some])
        hashes.sort()
        found.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    return np.concatenate(found)


def _dangling(
    keys: TableKeys, known: Mapping[str, Hashes], files: Sequence[str], tell: Tell
) -> Iterator[Ordinals]:
    """Yield the rows with a required reference to no record that is kept."""
    judged = [column for column in references(keys.table) if column.refers_to in known]
    for frame in keys.frames() if judged else ():
        for column in judged:
            nowhere = frame.filter(_leads_nowhere(frame[column.name], known[str(column.refers_to)]))
            if nowhere.is_empty():
                continue
            tell(_faults(nowhere, keys.table, files, **_of_reference(column)))
            if _needed(column):
                yield nowhere[ORDINAL].to_numpy()


def _leads_nowhere(hashes: pl.Series, known: Hashes) -> pl.Series:
    given = hashes.drop_nulls().unique().sort().to_numpy()
    # Sorted values are found in a sorted list at a fraction of the cost of unsorted ones.
    strange = pl.Series(given[~_is_in(given, known)], dtype=pl.UInt64)
    if strange.is_empty():
        return pl.Series([False]).new_from_index(0, len(hashes))
    return hashes.is_in(strange.implode()).fill_null(value=False)


def _is_in(values: Hashes, known: Hashes) -> npt.NDArray[np.bool_]:
    if not len(known):
        return np.zeros(len(values), dtype=np.bool_)
    place = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return np.asarray(known[place] == values)


def _surviving(keys: TableKeys, left_out: Ordinals) -> Hashes:
    """Return the hashes of the keys that are kept, sorted."""
    kept = [
        frame[KEY].to_numpy()[~np.isin(frame[ORDINAL].to_numpy(), left_out)]
        for frame in keys.frames()
    ]
    hashes = np.concatenate([NO_HASHES, *kept])
    hashes.sort()
    return hashes


def _needed(column: Column) -> bool:
    return column.required or column.kind is Kind.PERSON


def _of_key(table: Table) -> dict[str, str]:
    return {
        "field": table.key[0],
        "rule": "duplicate-key",
        "remedy": f"give each {table.name} its own {', '.join(table.key)}; the first one is kept",
        "severity": "error",
    }


def _of_reference(column: Column) -> dict[str, str]:
    return {
        "field": column.name,
        "rule": "unknown-reference",
        "remedy": f"send the {column.refers_to} that it names, without fault, or correct the key",
        "severity": "error" if _needed(column) else "warning",
    }


def _faults(keys: pl.DataFrame, table: Table, files: Sequence[str], **told: str) -> pl.DataFrame:
    names = pl.Series(files, dtype=pl.String)
    return keys.select(
        names.gather(keys[FILE]).alias("file"),
        pl.lit(table.name).alias("table"),
        pl.col(POSITION).cast(pl.Int64),
        *(pl.lit(text).alias(name) for name, text in told.items()),
    ).select(FAULTS.names())
