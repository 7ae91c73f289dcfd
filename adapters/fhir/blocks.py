"""NDJSON in blocks of whole lines, numbered, so that no file need fit into memory."""

from collections.abc import Callable, Collection, Iterator
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from adapters.fhir.lines import ends_of_lines, text_in_two
from adapters.fhir.region import Region, region_of
from schemas.record import record

# Just under 32 MB, up to which the C library keeps the pages of one block for the next: pages fresh
# from the system cost as much as reading into them.
BLOCK = 2**25 - 2**16
# A resource may be longer than a block, but not without end.
LONGEST = 2**28
MARK = b"\xef\xbb\xbf"


@record
class Block:
    """Whole lines of a file; `first` numbers the first of them, from 1.

    `ends` says where in `content` each line ends, its break included, but for the last. That one
    goes on in `rest`; they are kept apart, for to join them would copy the block. Where it is
    longer than a resource may be, it is `too_long` and not here.
    Where `content` lies in a plain file, another process reads it there: to send it costs more.
    """

    first: int
    content: bytes
    ends: npt.NDArray[np.int64]
    rest: bytes = b""
    too_long: int | None = None
    region: Region | None = None

    def __reduce__(self) -> tuple[Callable[..., "Block"], tuple[object, ...]]:
        """Send where the content lies, if that is known, in the place of the content."""
        content = self.region or self.content
        return _received, (self.first, content, self.ends, self.rest, self.too_long)

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Return the lines, each with its number; some may be empty."""
        return enumerate(self.texts(), self.first)

    def texts(self) -> list[bytes]:
        """Return the lines alone."""
        lines = self.content.split(b"\n")
        lines[-1] += self.rest.removesuffix(b"\n")
        return lines

    def last_line(self) -> bytes:
        """Return the whole of the last line."""
        return self.content[self.content.rfind(b"\n") + 1 :] + self.rest

    def holding(self, marks: Collection[bytes]) -> frozenset[bytes]:
        """Return those of some marks, none part of another, that stand in the lines."""
        sought = [mark.decode() for mark in marks]
        found = text_in_two(self.content).str.extract_many(sought, leftmost=True).explode().unique()
        # A mark may begin in the content, and end in the rest.
        edge = self.content[-max(map(len, marks)) :] + self.rest
        held = frozenset(mark.encode() for mark in found.drop_nulls())
        return held | {mark for mark in marks if mark in edge}


def line_blocks(stream: BinaryIO, *, size: int = BLOCK, longest: int = LONGEST) -> Iterator[Block]:
    """Yield the lines of a stream in blocks of `size` bytes and the end of their last line."""
    first = 1
    content = stream.read(size).removeprefix(MARK)
    while content:
        region = region_of(stream, content)
        rest = b"" if content.endswith(b"\n") else stream.readline(longest)
        ends = ends_of_lines(content)
        if len(rest) == longest and not rest.endswith(b"\n"):
            whole = content[: content.rfind(b"\n") + 1]
            yield Block(first=first, content=whole, ends=ends, too_long=first + len(ends))
            _pass_over_line(stream, longest)
            first += len(ends) + 1
        else:
            yield Block(first=first, content=content, ends=ends, rest=rest, region=region)
            first += len(ends) + rest.endswith(b"\n")
        content = stream.read(size)


def _received(
    first: int,
    content: bytes | Region,
    ends: npt.NDArray[np.int64],
    rest: bytes,
    too_long: int | None,
) -> Block:
    whole = content if isinstance(content, bytes) else content.content()
    return Block(first=first, content=whole, ends=ends, rest=rest, too_long=too_long)


def _pass_over_line(stream: BinaryIO, longest: int) -> None:
    """Read on to the end of a line."""
    part = stream.readline(longest)
    while part and not part.endswith(b"\n"):
        part = stream.readline(longest)
