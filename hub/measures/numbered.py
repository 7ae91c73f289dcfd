"""Persons by number while SQL runs: a token is a long text, and a measure joins on nothing else."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import polars as pl
import pyarrow as pa

from hub.measures.tables import Frame, Rows, in_few_parts, in_fewer_chunks
from hub.measures.token_index import index_of, places_in
from schemas.records import TABLES

PERSON = "person"
WITH_PERSONS = sorted(
    (name for name, table in TABLES.items() if table.has_person), key=lambda name: name != PERSON
)


def numbered(
    tables: Mapping[str, Rows], *, threads: int | None = None
) -> tuple[dict[str, Rows], pl.Series]:
    """Return the rows with the number (UInt32) of each person, and the tokens by number.

    Those of the table of persons come first.
    """
    shown: dict[str, Rows] = {name: in_few_parts(rows) for name, rows in tables.items()}
    parts = [(name, part) for name in WITH_PERSONS for part in shown.get(name, ())]
    with ThreadPoolExecutor(threads) as pool:
        tokens = list(pool.map(_tokens, (part for _, part in parts)))
        own = [found for (name, _), found in zip(parts, tokens, strict=True) if name == PERSON]
        known = _each_once(_joined(own))
        numbers = list(pool.map(partial(places_in, index_of(known)), tokens))
        if others := _unknown(tokens, numbers):
            known = pl.concat([known, _each_once(_joined(others))])
            numbers = list(pool.map(partial(places_in, index_of(known)), tokens))
    # A table that nobody sent has numbers as well, so that all of them are of one type.
    nobody = pl.DataFrame(schema={PERSON: pl.UInt32})
    held: dict[str, list[Frame]] = {name: [] for name in WITH_PERSONS}
    for (name, part), found in zip(parts, numbers, strict=True):
        held[name].append(_with(part, found))
    return shown | {name: found or [nobody] for name, found in held.items()}, known


def named(rows: pl.DataFrame, tokens: pl.Series) -> pl.DataFrame:
    """Return the rows of an answer with the token of each person."""
    if PERSON not in rows.columns:
        return rows
    return rows.with_columns(tokens.gather(rows[PERSON]).alias(PERSON))


def _unknown(tokens: Sequence[pl.Series], numbers: Sequence[pl.Series]) -> list[pl.Series]:
    """Return the tokens, none of them null, of the parts in which some have no number."""
    return [
        mine.filter(found.is_null()).drop_nulls()
        for mine, found in zip(tokens, numbers, strict=True)
        if found.null_count() > mine.null_count()
    ]


def _each_once(tokens: pl.Series) -> pl.Series:
    # Tokens whose hashes all differ all differ; that is five times cheaper to see.
    if not tokens.null_count() and tokens.hash().n_unique() == len(tokens):
        return tokens
    return tokens.drop_nulls().unique()


def _tokens(frame: Frame) -> pl.Series:
    names = frame.columns if isinstance(frame, pl.DataFrame) else frame.column_names
    if PERSON not in names:
        return pl.Series([None], dtype=pl.String).new_from_index(0, len(frame))
    if isinstance(frame, pl.DataFrame):
        return frame[PERSON].cast(pl.String)
    return pl.Series(in_fewer_chunks(frame.select([PERSON]))[PERSON].cast(pa.large_string()))


def _joined(parts: list[pl.Series]) -> pl.Series:
    if len(parts) == 1:
        return parts[0]
    return pl.concat([pl.Series(dtype=pl.String), *parts])


def _with(frame: Frame, numbers: pl.Series) -> Frame:
    if isinstance(frame, pl.DataFrame):
        return frame.with_columns(numbers.alias(PERSON))
    others = frame.drop_columns([PERSON]) if PERSON in frame.column_names else frame
    return others.append_column(PERSON, numbers.to_arrow())
