"""Small files that survive a crash: written whole or not at all, readable by their owner alone."""

import os
from pathlib import Path
from typing import BinaryIO

from hub.platform.ids import new_id


def new_file(path: Path, content: bytes) -> None:
    """Write a file that was not there; FileExistsError where one is, and then it stays as it is."""
    draft = _draft(path, content)
    try:
        # A hard link, unlike a rename, fails where the name is taken: of two writers one wins.
        os.link(draft, path)
    finally:
        draft.unlink()
    flush_folder(path.parent)


def replace_file(path: Path, content: bytes) -> None:
    """Write a file in the place of one that may be there."""
    _draft(path, content).replace(path)
    flush_folder(path.parent)


def append_line(path: Path, line: str) -> None:
    """Add a line to a file and return when it is on the disk; a torn last line is left behind."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "a+b", opener=_private) as stream:
        stream.write((b"\n" if _is_torn(stream) else b"") + line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    flush_folder(path.parent)


def erase_file(path: Path) -> bool:
    """Overwrite a small file and remove it; tell whether there was one.

    Overwriting is worth what the disk makes of it; that no copy opens is the destruction
    register's part.
    """
    try:
        with path.open("r+b") as stream:
            stream.write(bytes(path.stat().st_size))
            stream.flush()
            os.fsync(stream.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    flush_folder(path.parent)
    return True


def flush_folder(folder: Path) -> None:
    """Return when the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_torn(stream: BinaryIO) -> bool:
    """Tell whether a crash left a last line without its end."""
    if stream.seek(0, os.SEEK_END) == 0:
        return False
    stream.seek(-1, os.SEEK_END)
    return stream.read(1) != b"\n"


def _draft(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{new_id()}")
    with open(draft, "xb", opener=_private) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    return draft


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
