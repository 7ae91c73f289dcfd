"""The lines of a block that may tell of a person, found in a few looks at all of it.

To look at each line by itself costs more than to decode it. What is found here is looked at again,
line by line (telling.py): it may be too much, and is never too little.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from adapters.fhir.blocks import Block
from adapters.fhir.lines import TOGETHER, lines_as_text
from adapters.fhir.telling import AT, RELATIVE, SHOWN

# An address of mail, and a reference to a relative, or to a person with a name.
NAMED = "|".join(mark.decode() for mark in (AT, RELATIVE, SHOWN.pattern))
_ZERO, _BLANK, _BRACKET = b"0"[0], b" "[0], b")"[0]
# What stands between digits is a blank, or one of the six characters from ")" to ".".
_BETWEEN = 6
# After the first break of an SSN or telephone number the next is the third or fourth character, and
# these are digits in either.
_FIRST, _SECOND = 3, 4
_DIGITS = (6, 1, 7, 2)
_REACH = 8


def suspects(block: Block) -> frozenset[int]:
    """Return the numbers of the lines that may tell.

    The last line is one, as it lies in two parts.
    """
    ends = block.ends
    places = np.concatenate([*_numbers(block.content), np.empty(0, dtype=np.int64)])
    at = np.searchsorted(ends, places, side="right")
    named = lines_as_text(block.content, ends).str.contains(NAMED).arg_true()
    told = np.unique(np.concatenate([at, named]))
    return frozenset((told + block.first).tolist()) | {block.first + len(ends)}


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
