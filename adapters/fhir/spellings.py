"""Pieces of JSON by their distinct spellings, each of which is then read once."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pyarrow as pa
from msgspec import Raw


def numbered(spellings: Sequence[Raw | bytes]) -> tuple[list[bytes], pl.Series]:
    """Return the distinct spellings in the order in which they are met, and the number of each."""
    lengths = np.fromiter(map(len, spellings), dtype=np.int64, count=len(spellings))
    ends = np.concatenate([[0], np.cumsum(lengths)])
    written = pa.LargeBinaryArray.from_buffers(
        pa.large_binary(),
        len(spellings),
        [None, pa.py_buffer(ends), pa.py_buffer(b"".join(spellings))],
    ).dictionary_encode()
    # Polars picks by numbers without a sign, and would turn any others into such each time.
    numbers = written.indices.cast(pa.uint32(), safe=False)
    return written.dictionary.to_pylist(), pl.Series(numbers)
