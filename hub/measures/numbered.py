"""Persons by number while SQL runs: a token is a long text, and a measure joins on nothing else."""

from collections.abc import Mapping

import polars as pl
import pyarrow as pa

from hub.measures.tables import Frame, Rows, in_few_parts, in_fewer_chunks
from schemas.records import TABLES

PERSON = "person"
WITH_PERSONS = sorted(
    (name for name, table in TABLES.items() if table.has_person), key=lambda name: name != PERSON
)


def numbered(tables: Mapping[str, Rows]) -> tuple[dict[str, Rows], pl.Series]:
    """Return the rows with the number (UInt32) of each person, and the tokens by number.

    Those of the table of persons come first.
    """
    frames = {name: in_few_parts(rows) for name, rows in tables.items()}
    tokens = {name: [_tokens(part) for part in frames.get(name, [])] for name in WITH_PERSONS}
    persons = _joined(tokens[PERSON])
    known = _each_once(persons)
    # All at once: the tokens known are hashed a single time.
    others = _joined([part for name in WITH_PERSONS[1:] for part in tokens[name]])
    own, numbers = _own_numbers(persons, known), _numbers(others, known)
    if numbers.null_count() > others.null_count():
        known = pl.concat([known, others.filter(numbers.is_null()).drop_nulls().unique()])
        numbers = _numbers(others, known)
    numbers = pl.concat([own, numbers])
    shown: dict[str, Rows] = dict(frames)
    begin = 0
    for name, parts in tokens.items():
        # A table that nobody sent has numbers as well, so that all of them are of one type.
        mine: list[Frame] = [pl.DataFrame(schema={PERSON: pl.UInt32})]
        for frame, part in zip(frames.get(name, []), parts, strict=True):
            mine.append(_with(frame, numbers.slice(begin, len(part))))
            begin += len(part)
        shown[name] = mine[1:] or mine
    return shown, known


def named(rows: pl.DataFrame, tokens: pl.Series) -> pl.DataFrame:
    """Return the rows of an answer with the token of each person."""
    if PERSON not in rows.columns:
        return rows
    return rows.with_columns(tokens.gather(rows[PERSON]).alias(PERSON))


def _own_numbers(persons: pl.Series, known: pl.Series) -> pl.Series:
    """Return the numbers of those in the table of persons: their places, where each is once."""
    if known is persons:
        return pl.int_range(len(known), dtype=pl.UInt32, eager=True)
    return _numbers(persons, known)


def _numbers(tokens: pl.Series, known: pl.Series) -> pl.Series:
    """Return the place of each token among those known; null where it is not."""
    numbers = _places(tokens.hash(), known.hash())
    # Only where hashes are alike and tokens are not do the tokens themselves have to be joined.
    if len(numbers) == len(tokens) and (known.gather(numbers) == tokens).sum() == numbers.count():
        return numbers
    return _places(tokens, known)


def _places(asked: pl.Series, known: pl.Series) -> pl.Series:
    """Return the number of each one among those known, null where it is not; none comes twice."""
    places = pl.DataFrame({PERSON: known}).with_row_index("number")
    found = pl.DataFrame({PERSON: asked}).join(places, on=PERSON, how="left", maintain_order="left")
    return found["number"]


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
    return pl.concat([pl.Series(dtype=pl.String), *parts])


def _with(frame: Frame, numbers: pl.Series) -> Frame:
    if isinstance(frame, pl.DataFrame):
        return frame.with_columns(numbers.alias(PERSON))
    others = frame.drop_columns([PERSON]) if PERSON in frame.column_names else frame
    return others.append_column(PERSON, numbers.to_arrow())
