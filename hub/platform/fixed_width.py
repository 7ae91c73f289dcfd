"""Columns of text as rows of bytes, all of one width, and back."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from hub.platform.cmac import Bytes

# RFC 4648, base32, in lower case: letters that nobody takes for one another.
ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)


def as_rows(texts: pl.Series) -> Iterator[tuple[npt.NDArray[np.int64], Bytes]]:
    """Yield the texts (String, no null) of each length in bytes, with their row numbers."""
    lengths = texts.str.len_bytes().to_numpy()
    for length in np.unique(lengths):
        rows = np.flatnonzero(lengths == length)
        alike = texts if len(rows) == len(texts) else texts.gather(pl.Series(rows))
        column = alike.to_arrow(compat_level=pl.CompatLevel.oldest())
        buffer = column.buffers()[2]
        start = column.offset * int(length)
        content = np.frombuffer(buffer, dtype=np.uint8) if buffer else np.empty(0, dtype=np.uint8)
        content = content[start : start + len(rows) * int(length)]
        yield rows, content.reshape(len(rows), int(length))


def as_texts(rows: Bytes) -> pl.Series:
    """Return rows of ASCII bytes as texts (String)."""
    count, width = rows.shape
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int64)[: count + 1]
    texts = pa.LargeStringArray.from_buffers(
        count, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(rows))
    )
    return pl.Series(pl.from_arrow(texts), dtype=pl.String)


def hexadecimal(rows: Bytes) -> pl.Series:
    """Return each row in hexadecimal digits (String), twice as wide."""
    count, width = rows.shape
    content = pa.py_buffer(np.ascontiguousarray(rows))
    binary = pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), count, [None, content])
    return pl.Series(pl.from_arrow(binary), dtype=pl.Binary).bin.encode("hex")


def letters(rows: Bytes) -> Bytes:
    """Return each row, of a multiple of five bytes, in base32 letters: eight for five bytes."""
    count, width = rows.shape
    fives = rows.reshape(count, width // 5, 5).astype(np.uint64)
    whole = fives[:, :, 0]
    for place in range(1, 5):
        whole = (whole << np.uint64(8)) | fives[:, :, place]
    shifts = np.arange(35, -1, -5, dtype=np.uint64)
    values = (whole[:, :, np.newaxis] >> shifts) & np.uint64(31)
    encoded: Bytes = ALPHABET[values.reshape(count, width // 5 * 8)]
    return encoded
