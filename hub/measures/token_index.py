"""Where each token stands among those known: one look into a table of slots, by its hash."""

import numpy as np
import polars as pl

from schemas.record import record

# Slots for each token known: of four at the least, every eighth token or fewer is in the way.
ROOM = 4
BITS = 64


@record
class TokenIndex:
    """Tokens that all differ, their hashes, and a slot for each; `crowded` are those without one.

    A slot holds the place of the last token whose hash begins with the number of the slot.
    """

    tokens: pl.Series
    hashes: np.ndarray
    slots: np.ndarray
    crowded: pl.DataFrame


def index_of(tokens: pl.Series) -> TokenIndex:
    """Return the index of tokens that all differ."""
    hashes = tokens.hash().to_numpy()
    places = np.arange(len(tokens), dtype=np.uint32)
    slots = np.zeros(1 << (ROOM * len(tokens)).bit_length(), np.uint32)
    at = _slots_of(hashes, slots)
    slots[at] = places
    without = np.flatnonzero(slots[at] != places)
    crowded = pl.DataFrame({"hash": hashes[without], "place": places[without]})
    return TokenIndex(tokens=tokens, hashes=hashes, slots=slots, crowded=crowded)


def places_in(index: TokenIndex, asked: pl.Series) -> pl.Series:
    """Return the place (UInt32) of each token asked for; null where it is not known."""
    if asked is index.tokens:
        return pl.int_range(len(asked), dtype=pl.UInt32, eager=True)
    if index.tokens.is_empty():
        return pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(asked))
    places = _by_hash(index, asked.hash().to_numpy())
    # Only where hashes are alike and tokens are not do the tokens themselves have to be joined.
    if (index.tokens.gather(places) == asked).sum() == places.count():
        return places
    known = pl.DataFrame({"token": index.tokens}).with_row_index("place")
    return _joined(pl.DataFrame({"token": asked}), known)


def _by_hash(index: TokenIndex, hashes: np.ndarray) -> pl.Series:
    places = index.slots[_slots_of(hashes, index.slots)]
    missed = np.flatnonzero(index.hashes[places] != hashes)
    found = pl.Series(places)
    if not len(missed):
        return found
    return found.scatter(missed, _joined(pl.DataFrame({"hash": hashes[missed]}), index.crowded))


def _joined(asked: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    return asked.join(known, on=asked.columns, how="left", maintain_order="left")["place"]


def _slots_of(hashes: np.ndarray, slots: np.ndarray) -> np.ndarray:
    return hashes >> np.uint64(BITS - len(slots).bit_length() + 1)
