"""Storage: sealed files by place, in a local folder or an object store that fsspec knows."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import pyarrow as pa
from fsspec import AbstractFileSystem
from fsspec.core import url_to_fs
from fsspec.implementations.local import LocalFileSystem

from hub.vault.durable import flush_folder
from schemas.record import record


@record
class Storage:
    """Files under one root; a place is a path below it, with / between its parts.

    On a local folder a file is on the disk when `write` ends, and `move` of a folder is one rename.
    An object store has neither: there a file is whole or absent, and a folder is moved file by
    file, so that what is in it counts only once the caller has committed its name.
    """

    filesystem: AbstractFileSystem
    root: str

    @property
    def is_local(self) -> bool:
        """Tell whether the files lie in a folder of this machine."""
        return isinstance(self.filesystem, LocalFileSystem)

    @contextmanager
    def write(self, place: str) -> Iterator[BinaryIO]:
        """Give a stream to a new file; nothing is kept of one whose writing failed."""
        path = self._path(place)
        self.filesystem.makedirs(self.filesystem._parent(path), exist_ok=True)
        stream = self.filesystem.open(path, "wb")
        try:
            yield cast(BinaryIO, stream)
        except BaseException:
            self._drop(stream)
            self.delete(place)
            raise
        if self.is_local:
            stream.flush()
            os.fsync(stream.fileno())
        stream.close()
        if self.is_local:
            flush_folder(Path(path).parent)

    def read(self, place: str) -> BinaryIO:
        """Open a file for reading at any place; FileNotFoundError where there is none."""
        return cast(BinaryIO, self.filesystem.open(self._path(place), "rb"))

    def arrow_source(self, place: str) -> object:
        """Open a file as Arrow reads it best: without Python where it is local."""
        return pa.OSFile(self._path(place)) if self.is_local else self.read(place)

    def exists(self, place: str) -> bool:
        """Tell whether a file or a folder is there."""
        return bool(self.filesystem.exists(self._path(place)))

    def move(self, source: str, target: str) -> None:
        """Move a folder to a place where there is none; FileExistsError where there is one."""
        if self.exists(target):
            raise FileExistsError
        before, after = self._path(source), self._path(target)
        parent = self.filesystem._parent(after)
        self.filesystem.makedirs(parent, exist_ok=True)
        if not self.is_local:
            self.filesystem.mv(before, after, recursive=True)
            return
        Path(before).rename(after)
        flush_folder(Path(before).parent)
        flush_folder(Path(parent))

    def delete(self, place: str) -> bool:
        """Delete a file or a folder with all that is in it; tell whether there was one."""
        try:
            self.filesystem.rm(self._path(place), recursive=True)
        except FileNotFoundError:
            return False
        return True

    def names(self, place: str) -> list[str]:
        """Return the names in a folder, in order; none where there is no folder."""
        try:
            found = self.filesystem.ls(self._path(place), detail=False)
        except FileNotFoundError:
            return []
        # An object store remembers what it listed; another process may have changed it.
        self.filesystem.invalidate_cache()
        return sorted(str(path).rstrip("/").rsplit("/", 1)[-1] for path in found)

    def changed_at(self, place: str) -> datetime:
        """Return when a file was last written, or the newest in a folder; FileNotFoundError."""
        path = self._path(place)
        files = self.filesystem.find(path) or [path]
        times = [cast(datetime, self.filesystem.modified(file)) for file in files]
        return max(time if time.tzinfo else time.replace(tzinfo=UTC) for time in times)

    def _drop(self, stream: BinaryIO) -> None:
        """Close a file that failed; an object store drops what it was sent so far."""
        if self.is_local:
            stream.close()
        else:
            stream.discard()  # type: ignore[attr-defined]

    def _path(self, place: str) -> str:
        if any(part in {"", ".", ".."} for part in place.split("/")):
            raise ValueError("a place has no empty part and no dots")
        return f"{self.root}/{place}"


def storage_at(address: str) -> Storage:
    """Return the storage at a path or a URL that fsspec knows; a local folder is made private."""
    filesystem, root = url_to_fs(address)
    if isinstance(filesystem, LocalFileSystem):
        Path(root).mkdir(parents=True, exist_ok=True, mode=0o700)
    return Storage(filesystem=filesystem, root=root.rstrip("/"))
