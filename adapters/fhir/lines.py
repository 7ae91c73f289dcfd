"""The lines of some bytes: where each ends, and all of them as a column."""

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

# So many bytes at once stay in the cache while they are compared.
TOGETHER = 2**18
BREAK = b"\n"[0]


def ends_of_lines(content: bytes) -> npt.NDArray[np.int64]:
    """Return where each line ends: behind its break."""
    everything = np.frombuffer(content, dtype=np.uint8)
    starts = range(0, len(everything), TOGETHER)
    found = [
        np.flatnonzero(everything[start : start + TOGETHER] == BREAK) + (start + 1)
        for start in starts
    ]
    return np.concatenate(found, dtype=np.int64) if found else np.empty(0, dtype=np.int64)


def text_in_two(content: bytes) -> pl.Series:
    """Return bytes as a column of two texts, without a copy, cut at a line break if there is one.

    Of one text alone Polars makes a copy whenever it looks at it. What is not UTF-8 is replaced.
    """
    content = _as_utf8(content)
    return _column(content, [0, content.rfind(b"\n", 0, len(content) // 2) + 1, len(content)])


def lines_as_text(content: bytes, ends: npt.NDArray[np.int64]) -> pl.Series:
    """Return each line with its break as a text, without a copy; `ends` says where each ends.

    What is not UTF-8 is replaced.
    """
    text = _as_utf8(content)
    if text is not content:
        ends = ends_of_lines(text)
    return _column(text, np.concatenate([[0], ends, [len(text)]]))


def _as_utf8(content: bytes) -> bytes:
    return content if content.isascii() else content.decode(errors="replace").encode()


def _column(content: bytes, ends: npt.ArrayLike) -> pl.Series:
    """Return the texts that end at some places, the first of which is where they begin."""
    places = pa.py_buffer(np.asarray(ends, dtype=np.int64))
    count = places.size // 8 - 1
    return pl.Series(pa.LargeStringArray.from_buffers(count, places, pa.py_buffer(content)))
