"""Values by their hashes of 64 bits: which come twice, and where each was first seen.

Two of 20 million values share a hash with a chance of one in 100,000.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schemas.record import record

Hashes = NDArray[np.uint64]

# About so many hashes are compared at once.
PART = 2**20
# So many values wait before they are merged, and no more distinct ones are kept.
WAIT = 2**20
MOST = 2**22

_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)

PLACES = pl.Schema({"hash": pl.UInt64, "file": pl.UInt32, "position": pl.Int64})


@record
class Hashed:
    """The hashes of some records of one file, and their positions (Int64, as many).

    `positions` is the first one alone where the others follow it without a gap.
    """

    file: int
    positions: pl.Series | int
    hashes: Hashes


@dataclass
class FirstPlaces:
    """Distinct values by hash, each with the file and position that hold it first.

    Where they are more than memory is given for, `overflowed` is true and none is kept.
    """

    places: pl.DataFrame = field(default_factory=PLACES.to_frame)
    overflowed: bool = False
    _waiting: list[pl.DataFrame] = field(default_factory=list)

    def add(self, found: pl.DataFrame, known: pl.Series | None = None) -> None:
        """Add values with their places; the sorted hashes in `known` need not be kept."""
        if self.overflowed:
            return
        self._waiting.append(found)
        if sum(map(len, self._waiting)) > max(WAIT, self.places.height):
            self.merge(known)

    def merge(self, known: pl.Series | None = None) -> None:
        """Keep each value once, by its first place, and none that is known."""
        merged = pl.concat([self.places, *self._waiting])
        merged = merged[merged.get_column("hash").arg_unique()]
        if known is not None:
            merged = merged.filter(~_within(merged.get_column("hash"), known))
        self.overflowed = merged.height > MOST
        self.places, self._waiting = merged.clear() if self.overflowed else merged, []


def hash_of(columns: Sequence[pl.Series]) -> Hashes:
    """Return one hash for each row of one or more columns; of one column, the hash of its cells."""
    first, *others = [column.hash().to_numpy() for column in columns]
    combined = first
    for other in others:
        combined = combined * _MULTIPLIER + other
    return combined


def places_of(cells: pl.Series, positions: pl.Series, *, file: int) -> pl.DataFrame:
    """Return the distinct values of a column by hash, each with its first place in the file."""
    hashes = cells.hash()
    first = hashes.arg_unique()
    if cells.null_count():
        first = first.filter(cells.gather(first).is_not_null())
    return pl.DataFrame({"hash": hashes.gather(first), "position": positions.gather(first)}).select(
        "hash", pl.lit(file, pl.UInt32).alias("file"), "position"
    )


def hashed(hashes: Hashes, positions: pl.Series, *, file: int) -> Hashed:
    """Return the hashes of some records with their positions."""
    start, end = positions[0], positions[-1]
    even = end - start + 1 == len(positions)
    return Hashed(file=file, positions=int(start) if even else positions, hashes=hashes)


def repeated(batches: Sequence[Hashed]) -> pl.DataFrame:
    """Return the (file, position) of every record whose hash an earlier record has."""
    twice = np.concatenate(list(_twice(batches)))
    found = [_places_in(batch, twice) for batch in batches if len(twice)]
    every = pl.concat([PLACES.to_frame(), *found])
    return every.filter(~pl.col("hash").is_first_distinct()).select("file", "position")


def _twice(batches: Sequence[Hashed]) -> Iterator[Hashes]:
    """Yield the hashes that occur more than once, looking at a part of all hashes at a time."""
    total = sum(len(batch.hashes) for batch in batches)
    parts = 1 << max(total // PART, 1).bit_length() - 1
    mask = np.uint64(parts - 1)
    for part in range(parts):
        of_part = [batch.hashes[batch.hashes & mask == np.uint64(part)] for batch in batches]
        hashes, counts = np.unique(np.concatenate(of_part), return_counts=True)
        yield hashes[counts > 1]


def _places_in(batch: Hashed, wanted: Hashes) -> pl.DataFrame:
    """Return the places of the wanted hashes in one batch."""
    kept = np.flatnonzero(np.isin(batch.hashes, wanted))
    if isinstance(batch.positions, int):
        positions = pl.Series(kept + batch.positions)
    else:
        positions = batch.positions.gather(kept)
    return pl.DataFrame({"hash": batch.hashes[kept], "position": positions}).select(
        "hash", pl.lit(batch.file, pl.UInt32).alias("file"), pl.col("position").cast(pl.Int64)
    )


def _within(hashes: pl.Series, known: pl.Series) -> pl.Series:
    """Say which of the hashes are among the sorted known ones."""
    if not len(known):
        return pl.Series([False]).new_from_index(0, len(hashes))
    places = known.search_sorted(hashes, side="left").clip(upper_bound=len(known) - 1)
    return known.gather(places) == hashes
