"""How long the directory of a zip is, before anything of it is read into memory."""

import struct
from typing import BinaryIO

# The end record and the longest comment behind it.
_END = 22 + 2**16
_RECORD = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_LARGE = struct.Struct("<4sQ2H2L4Q")

# A directory entry of ordinary length takes fewer bytes than this.
ENTRY = 512


def directory_size(stream: BinaryIO) -> tuple[int, int] | None:
    """Return how many members a zip names and how many bytes its directory takes.

    None where the seekable stream has no such end. Source: APPNOTE.TXT of PKWARE, 4.3.14-4.3.16.
    """
    length = stream.seek(0, 2)
    start = stream.seek(max(length - _END, 0))
    tail = stream.read(_END)
    found = tail.rfind(b"PK\x05\x06")
    if found < 0 or len(tail) - found < _RECORD.size:
        return None
    _, _, _, _, members, size, _, _ = _RECORD.unpack_from(tail, found)
    if members < 2**16 - 1 and size < 2**32 - 1:
        return members, size
    return _large(stream, start + found)


def _large(stream: BinaryIO, end: int) -> tuple[int, int] | None:
    """Return the same of a zip of the 64-bit kind."""
    if end < _LOCATOR.size:
        return None
    stream.seek(end - _LOCATOR.size)
    mark, _, offset, _ = _LOCATOR.unpack(stream.read(_LOCATOR.size))
    if mark != b"PK\x06\x07" or offset > end:
        return None
    stream.seek(offset)
    record = stream.read(_LARGE.size)
    if len(record) < _LARGE.size or record[:4] != b"PK\x06\x06":
        return None
    *_, members, size, _ = _LARGE.unpack(record)
    return members, size
