"""Wrapped keys: where the wrapped key of each name is kept, and how it is destroyed."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

from hub.vault.durable import erase_file, new_file, replace_file
from hub.vault.key_name import SAFE, KeyName, Purpose
from schemas.record import record

SUFFIX = ".key"


class AlreadyThere(Exception):
    """A key of that name is kept; what it protects would be lost under a second one."""


class WrappedKeys(Protocol):
    """Wrapped keys by name, for every process of the hub at once.

    A table of a database does it with the name (submission, purpose) as primary key and the
    wrapped key as bytes: `put` inserts, `replace` updates where the old value is still there,
    `destroy` deletes the row (SQLite with `secure_delete`) and commits before it returns, and
    `get` asks the database every time and keeps nothing, so that a destroyed key is gone for each
    process with its next question. `get` takes many names because a run opens hundreds.
    """

    def get(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes]:
        """Return the wrapped keys of those names that have one."""
        ...

    def put(self, name: KeyName, wrapped: bytes) -> None:
        """Keep a new wrapped key; AlreadyThere where the name has one."""
        ...

    def replace(self, name: KeyName, *, old: bytes, new: bytes) -> bool:
        """Keep a key wrapped anew; false where `old` is no longer what is kept."""
        ...

    def destroy(self, name: KeyName) -> bool:
        """Destroy the wrapped key; tell whether there was one."""
        ...

    def names(self) -> Iterator[KeyName]:
        """Yield every name that has a key."""
        ...


@record
class WrappedKeyFolder:
    """Wrapped keys as files of one folder, for a hub without a database: demo, home, tests."""

    folder: Path

    def get(self, names: Iterable[KeyName]) -> Mapping[KeyName, bytes]:
        """Return the wrapped keys of those names that have one."""
        found = {name: self._read(name) for name in names}
        return {name: wrapped for name, wrapped in found.items() if wrapped is not None}

    def put(self, name: KeyName, wrapped: bytes) -> None:
        """Keep a new wrapped key; AlreadyThere where the name has one."""
        try:
            new_file(self._path(name), wrapped)
        except FileExistsError:
            raise AlreadyThere from None

    def replace(self, name: KeyName, *, old: bytes, new: bytes) -> bool:
        """Keep a key wrapped anew; false where `old` is no longer what is kept."""
        # One operator rotates keys while nothing is destroyed: a folder has no transaction.
        if self._read(name) != old:
            return False
        replace_file(self._path(name), new)
        return True

    def destroy(self, name: KeyName) -> bool:
        """Destroy the wrapped key; tell whether there was one."""
        return erase_file(self._path(name))

    def names(self) -> Iterator[KeyName]:
        """Yield every name that has a key."""
        for path in sorted(self.folder.glob(f"*{SUFFIX}")):
            submission, _, purpose = path.name.removesuffix(SUFFIX).rpartition(".")
            if SAFE.fullmatch(submission) and purpose in set(Purpose):
                yield KeyName(submission=submission, purpose=Purpose(purpose))

    def _read(self, name: KeyName) -> bytes | None:
        try:
            return self._path(name).read_bytes()
        except FileNotFoundError:
            return None

    def _path(self, name: KeyName) -> Path:
        return self.folder / f"{name.submission}.{name.purpose}{SUFFIX}"
