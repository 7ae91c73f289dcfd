"""gzip and zip read as streams, within bounds: nothing is unpacked whole into memory or to disk.

They are told by their first bytes. A zip is read from its end: its source opens as a seekable
stream, and one inside of another archive, which would have to be unpacked for that, is a fault.
"""

import gzip
import re
from collections.abc import Iterator
from io import BufferedReader
from pathlib import PurePosixPath
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from adapters.archive_account import Account, Limits, Tell
from adapters.bounded import BROKEN, Packed, Unpacked
from adapters.source import Source
from adapters.zip_directory import ENTRY, directory_size
from schemas.records import TABLES

GZIP = b"\x1f\x8b"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")

LIMITS = Limits(ratio=200, depth=3, bytes=64 * 2**30, members=10_000)

# Office documents are zips as well, and files of a format of their own.
OFFICE = "[Content_Types].xml"
LITTER = re.compile(r"(.*/)?(__MACOSX/.*|\.[^./\\][^/\\]*|Thumbs\.db)")
ENCRYPTED = 0x41

# The name of a member is shown where it names a table and no more; else it may name anything.
_TELLING = re.compile(rf"({'|'.join(TABLES)})([-_.]?[0-9]{{1,3}})?(\.[a-z]{{2,6}}){{1,2}}")

BUFFER = 2**18


def unpacked(source: Source, tell: Tell, *, limits: Limits = LIMITS) -> Iterator[Source]:
    """Yield the plain files of a source: itself, or what its archives hold.

    What is wrong with an archive is told as a fault, once for each file, at the latest when it was
    read. A file can be opened until the next one is asked for.
    """
    account = Account(limits=limits, tell=tell)
    head = _head(source)
    if head.startswith(GZIP):
        yield from _gunzipped(source, account, depth=1)
    elif head in ZIP:
        yield from _unzipped(source, account)
    else:
        yield source


def is_zip(source: Source) -> bool:
    """Say whether a source begins as a zip does."""
    return _head(source) in ZIP


def _head(source: Source) -> bytes:
    with source.open() as stream:
        return stream.read(4)


def _gunzipped(source: Source, account: Account, *, depth: int) -> Iterator[Source]:
    """Yield what a gz holds, and what a gz inside of it holds."""
    if depth > account.limits.depth:
        account.refuse("archive-depth", source.name)
        return

    def note(count: int) -> None:
        # Inside of an archive it is that one's packed bytes that count.
        if depth == 1:
            account.packed = max(account.packed, count)

    def open_inside() -> BinaryIO:
        packed = Packed(source.open(), note)
        stream = _Gunzip(packed)
        layer = f"{depth} {source.name}"
        return _bounded(stream, packed, account, file=source.name, layer=layer)

    inside = Source(name=source.name, open=open_inside, inside=source.inside)
    head = _head(inside)
    if head.startswith(GZIP):
        yield from _gunzipped(inside, account, depth=depth + 1)
    elif head in ZIP:
        account.refuse("archive-in-archive", source.name)
    else:
        yield inside


class _Gunzip(gzip.GzipFile):
    """A gz that closes the stream that it reads."""

    def __init__(self, packed: Packed) -> None:
        super().__init__(fileobj=packed, mode="rb")
        self._packed = packed

    def close(self) -> None:
        super().close()
        self._packed.close()


def _unzipped(source: Source, account: Account) -> Iterator[Source]:
    """Yield the members of a zip, and what a gz among them holds."""
    with source.open() as stream:
        if not stream.seekable():
            account.refuse("archive-not-seekable", source.name)
            return
        packed = Packed(stream)
        try:
            rule = _too_much(packed, account)
            archive = ZipFile(packed) if rule is None else None
        except BROKEN:
            if packed.failed:
                raise
            rule, archive = "broken-archive", None
        if archive is None:
            account.refuse(rule or "broken-archive", source.name)
            return
        yield from _members(source, archive, packed, account)


def _too_much(packed: Packed, account: Account) -> str | None:
    """Return the rule that the directory of a zip breaks before it is read, if it breaks one."""
    size = directory_size(cast(BinaryIO, packed))
    if size is None:
        return "broken-archive"
    members, length = size
    if max(members, length // ENTRY) > account.limits.members:
        return "archive-members"
    account.packed = packed.seek(0, 2)
    return None


def _members(
    source: Source, archive: ZipFile, packed: Packed, account: Account
) -> Iterator[Source]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if any(info.filename == OFFICE for info in infos):
        yield source
        return
    infos = [info for info in infos if not LITTER.fullmatch(info.filename)]
    if not infos:
        account.refuse("archive-empty", source.name)
    for number, info in enumerate(infos, start=1):
        if account.over:
            return
        name = f"{source.name}/{_label(info, number)}".removeprefix("/")
        if rule := _unfit(info):
            account.refuse(rule, name)
            continue
        yield from _member(archive, info, packed, account, name=name)


def _member(
    archive: ZipFile, info: ZipInfo, packed: Packed, account: Account, *, name: str
) -> Iterator[Source]:
    def open_member() -> BinaryIO:
        stream = archive.open(info)
        return _bounded(stream, packed, account, file=name, layer=f"0 {info.header_offset}")

    member = Source(name=name, open=open_member, inside=info.filename)
    try:
        head = _head(member)
    except BROKEN:
        if packed.failed:
            raise
        account.refuse("broken-archive", name)
        return
    if head.startswith(GZIP):
        yield from _gunzipped(member, account, depth=2)
    elif head in ZIP:
        account.refuse("archive-in-archive", name)
    else:
        yield member


def _unfit(info: ZipInfo) -> str | None:
    """Return the rule for which a member is not read, if there is one."""
    path = PurePosixPath(info.filename)
    if path.is_absolute() or ".." in path.parts or re.search(r"\\|^[A-Za-z]:", info.filename):
        return "archive-member-name"
    if info.flag_bits & ENCRYPTED:
        return "archive-encrypted"
    if info.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        return "archive-method"
    return None


def _label(info: ZipInfo, number: int) -> str:
    name = PurePosixPath(info.filename).name
    return name if _TELLING.fullmatch(name) else f"member {number}"


def _bounded(
    stream: object, packed: Packed, account: Account, *, file: str, layer: str
) -> BinaryIO:
    inside = Unpacked(cast(BinaryIO, stream), packed, account=account, file=file, layer=layer)
    return cast(BinaryIO, BufferedReader(inside, BUFFER))
