"""Values that rows have by number, spread over the rows: what repeats stays a dictionary of Arrow.

Polars would look at the word behind each category of each row; here only numbers move.
"""

import polars as pl
import pyarrow as pa

from schemas.distinct import Distinct


def spread(values: pl.Series, numbers: pl.Series) -> pa.Array:
    """Return for each row the value that its number (UInt32, null for none) names.

    `values` are categories, lists of categories or of pairs of them, or plain cells.
    """
    if is_plain(values):
        cells = Distinct(values=values, index=numbers).cells
        return cells.to_arrow(compat_level=pl.CompatLevel.newest())
    whole = values.to_arrow()
    bare = pl.Series(pl.from_arrow(_bare(whole)))
    return _dressed(Distinct(values=bare, index=numbers).cells.to_arrow(), whole)


def is_plain(values: pl.Series) -> bool:
    """Say whether values hold neither categories nor lists; texts of them come as views."""
    return not isinstance(values.dtype, pl.Categorical) and not values.dtype.is_nested()


def _bare(values: pa.Array) -> pa.Array:
    """Return the places of words in their dictionaries in the place of the words."""
    if pa.types.is_dictionary(values.type):
        return values.indices
    if pa.types.is_struct(values.type):
        parts = [_bare(part) for part in values.flatten()]
        return pa.StructArray.from_arrays(parts, names=values.type.names)
    return _list(values, _bare(values.values))


def _dressed(places: pa.Array, like: pa.Array) -> pa.Array:
    """Return the words again, out of the dictionaries of another array."""
    if pa.types.is_dictionary(like.type):
        return pa.DictionaryArray.from_arrays(places, like.dictionary)
    if pa.types.is_struct(like.type):
        pairs = zip(places.flatten(), like.flatten(), strict=True)
        parts = [_dressed(part, part_like) for part, part_like in pairs]
        return pa.StructArray.from_arrays(parts, names=like.type.names)
    return _list(places, _dressed(places.values, like.values))


def _list(like: pa.LargeListArray, elements: pa.Array) -> pa.LargeListArray:
    """Return lists of other elements."""
    kind = pa.large_list(elements.type)
    buffers = like.buffers()[:2]
    return pa.Array.from_buffers(
        kind, len(like), buffers, like.null_count, like.offset, children=[elements]
    )
