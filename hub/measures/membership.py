"""Coded columns as bits: which of a measure's sets each list of codes has a code of.

The lists are looked at once, in columns and by distinct code, before any SQL runs; `has_code` is
then a test of one bit. A set whose codes hold for certain days has one bit for each span of days.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from hub.measures.value_sets import ListedCode, ValueSet
from schemas.period import Period
from schemas.record import record

# Bit 0: the list holds a code, of whatever set.
ANY_CODE = 1
MOST_BITS = 63
ROWS_AT_ONCE = 1 << 20


@record
class Span:
    """The bit of those codes of a set that hold from the first to the last day."""

    bit: int
    first: date | None
    last: date | None


Bits = Mapping[str, tuple[Span, ...]]
Wanted = tuple[tuple[ListedCode, ...], tuple[Span, ...]]


class TooManySets(ValueError):
    """A measure names more sets, or spans of days, than an encoded column has bits."""


def bits_of(sets: Mapping[str, ValueSet]) -> Bits:
    """Give each span of days of each set its bit; raise TooManySets beyond 63."""
    spans: dict[str, tuple[Span, ...]] = {}
    free = 1
    for title, value_set in sets.items():
        days = sorted({(code.first, code.last) for code in value_set.codes}, key=str)
        spans[title] = tuple(
            Span(bit=1 << (free + number), first=first, last=last)
            for number, (first, last) in enumerate(days)
        )
        free += len(days)
    if free > MOST_BITS + 1:
        raise TooManySets(f"{free - 1} sets and spans are more than {MOST_BITS}")
    return spans


def bits_in(period: Period, spans: Iterable[Span]) -> int:
    """Return the bits of those codes of a set that hold on a day of the period."""
    return sum(
        span.bit
        for span in spans
        if (span.first is None or span.first <= period.last)
        and (span.last is None or span.last >= period.first)
    )


def encoded(
    column: pa.ChunkedArray, titles: Iterable[str], sets: Mapping[str, ValueSet], bits: Bits
) -> pa.ChunkedArray:
    """Return the bits (UInt64, as long as the column) of each list of (system, code).

    An empty list, or none, has no bit. `titles` are the sets that are looked for.
    """
    wanted = tuple((sets[title].codes, bits[title]) for title in sorted(titles))
    parts = [_encoded(part, wanted) for part in _merged(column.chunks)]
    return pa.chunked_array(parts, pa.uint64())


def _merged(chunks: Sequence[pa.Array]) -> Iterator[pa.Array]:
    """Join small chunks: the cost of one is not in its rows, and offsets overflow in large ones."""
    waiting: list[pa.Array] = []
    rows = 0
    for chunk in chunks:
        waiting.append(chunk)
        rows += len(chunk)
        if rows >= ROWS_AT_ONCE:
            yield pa.concat_arrays(waiting)
            waiting, rows = [], 0
    if waiting:
        yield pa.concat_arrays(waiting)


def _encoded(lists: pa.Array, wanted: Sequence[Wanted]) -> pa.Array:
    codings = pc.list_flatten(lists)
    systems, system_names = _indices(pc.struct_field(codings, "system"))
    codes, code_names = _indices(pc.struct_field(codings, "code"))
    table = np.zeros((len(system_names) + 1, len(code_names) + 1), np.uint64)
    table[:-1, :-1] = ANY_CODE
    for listed, spans in wanted:
        _mark(table, listed, spans, system_names, code_names)
    of_codings = table[systems, codes]
    lengths = pc.fill_null(pc.list_value_length(lists), 0).to_numpy(zero_copy_only=False)
    return pa.array(_any_of_each(of_codings, lengths))


def _indices(names: pa.Array) -> tuple[np.ndarray, Sequence[str | None]]:
    """Number the names; null has the last number, one more than there are names."""
    if not pa.types.is_dictionary(names.type):
        names = pc.dictionary_encode(names)
    count = len(names.dictionary)
    numbers = pc.fill_null(names.indices.cast(pa.int64()), count)
    return numbers.to_numpy(zero_copy_only=False), names.dictionary.to_pylist()


def _mark(
    table: np.ndarray,
    listed: Sequence[ListedCode],
    spans: Sequence[Span],
    systems: Sequence[str | None],
    codes: Sequence[str | None],
) -> None:
    row = {name: number for number, name in enumerate(systems)}
    place = {name: number for number, name in enumerate(codes)}
    bit_of = {(span.first, span.last): np.uint64(span.bit) for span in spans}
    for code in listed:
        if code.system not in row:
            continue
        bit = bit_of[code.first, code.last]
        if code.is_pattern:
            table[row[code.system], _matching(code.code, codes)] |= bit
        elif code.code in place:
            table[row[code.system], place[code.code]] |= bit


def _matching(pattern: str, codes: Sequence[str | None]) -> list[int]:
    words = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
    matches = re.compile(words).fullmatch
    return [number for number, code in enumerate(codes) if code is not None and matches(code)]


def _any_of_each(of_codings: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    if (lengths == 1).all():
        return of_codings
    found = np.zeros(len(lengths), np.uint64)
    filled = np.flatnonzero(lengths)
    if len(filled):
        starts = np.cumsum(lengths)[filled] - lengths[filled]
        found[filled] = np.bitwise_or.reduceat(of_codings, starts)
    return found
