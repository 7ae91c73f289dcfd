"""The lines of a block in parts, so that a line that is no resource costs its own part alone."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from schemas.record import record

# So many bytes of lines are one part.
SIZE = 2**18
_OPEN, _CLOSE = b"{}"


@record
class Part:
    """Some whole lines, the number of the first of them, and where each ends.

    They are looked at where they lie in the block: to copy them costs half of what decoding does.
    `plain` says that each begins with { and ends with }: then a break stands between two values,
    for inside of one these two never meet.
    """

    first: int
    content: memoryview
    ends: npt.NDArray[np.int64]
    plain: bool

    @property
    def count(self) -> int:
        """How many lines there are."""
        return len(self.ends)

    def line(self, number: int) -> bytes:
        """Return one line without its break; the first is number 0."""
        begin = self.ends[number - 1] if number else 0
        return bytes(self.content[begin : self.ends[number] - 1])

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield each line with its number in the file."""
        return ((self.first + number, self.line(number)) for number in range(self.count))


def parts(content: bytes, ends: npt.NDArray[np.int64], *, first: int) -> Iterator[Part]:
    """Yield the whole lines, of which `ends` says where each ends; `first` numbers the first."""
    starts = np.concatenate([[0], ends])
    everything, whole = np.frombuffer(content, dtype=np.uint8), memoryview(content)
    plain = everything[starts[:-1]] == _OPEN
    plain &= everything[ends - 2] == _CLOSE
    cuts = np.searchsorted(ends, np.arange(0, len(content), SIZE))
    for start, end in pairwise(np.unique([*cuts, len(ends)]).tolist()):
        begin = starts[start]
        yield Part(
            first=first + start,
            content=whole[begin : starts[end]],
            ends=ends[start:end] - begin,
            plain=bool(plain[start:end].all()),
        )
