"""The lines of a block that may tell of a person, found in a few looks at all of it.

To look at each line by itself costs more than to decode it. What is found here is looked at again,
line by line (telling.py): it may be too much, and is never too little.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from adapters.fhir.blocks import Block
from adapters.fhir.telling import AT, RELATIVE, SHOWN

# So many bytes at once stay in the cache while they are compared.
TOGETHER = 2**17
_ZERO, _BLANK, _BRACKET = b"0"[0], b" "[0], b")"[0]
# What stands between digits is a blank, or one of the six characters from ")" to ".".
_BETWEEN = 6
# After the first break of an SSN or telephone number the next is the third or fourth character, and
# these are digits in either.
_FIRST, _SECOND = 3, 4
_DIGITS = (6, 1, 7, 2)
_REACH = 8


def suspects(block: Block, lines: Sequence[bytes]) -> frozenset[int]:
    """Return the numbers of the lines that may tell; the last is one, as it lies in two parts."""
    ends = np.cumsum(np.fromiter(map(len, lines), dtype=np.int64, count=len(lines)) + 1)
    found = np.fromiter(chain(_marked(block.content), _named(block.content)), dtype=np.int64)
    places = np.concatenate([found, *_numbers(block.content)])
    at = np.unique(np.searchsorted(ends, places, side="right"))
    return frozenset((at + block.first).tolist()) | {block.first + len(lines) - 1}


def _marked(content: bytes) -> Iterator[int]:
    """Yield where an address of mail, or a reference to a relative, may stand."""
    for mark in (AT, RELATIVE):
        place = content.find(mark)
        while place >= 0:
            yield place
            place = content.find(mark, place + 1)


def _named(content: bytes) -> Iterator[int]:
    """Yield where a reference to a person ends; one that begins in a line before is none."""
    return (found.end() - 1 for found in SHOWN.finditer(content))


def _numbers(content: bytes) -> Iterator[npt.NDArray[np.int64]]:
    """Yield where the first break of an SSN or of a telephone number may stand."""
    everything = np.frombuffer(content, dtype=np.uint8)
    for start in range(0, len(everything), TOGETHER):
        part = everything[start : start + TOGETHER + _REACH]
        breaks = (part - _BRACKET) < _BETWEEN
        breaks |= part == _BLANK
        breaks, second, third = breaks[:-_REACH], breaks[_FIRST:], breaks[_SECOND:]
        near = second[: len(breaks)] | third[: len(breaks)]
        near &= breaks
        at = np.flatnonzero(near)
        for further in _DIGITS:
            at = at[(part[at + further] - _ZERO) < len(b"0123456789")]
        yield at + start
