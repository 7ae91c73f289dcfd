"""A snapshot as a few buckets of persons see it: asked for rows, it loads those of them alone."""

from collections.abc import Collection, Mapping
from typing import Protocol

from hub.vault.snapshot import OpenSnapshot, Part


class Loads(Protocol):
    """What gives rows of a snapshot, whole or narrowed."""

    def load(self, columns: Mapping[str, Collection[str]]) -> dict[str, list[Part]]:
        """Return those columns of each table named, in one part for each submission with rows."""
        ...

    def check(self) -> None:
        """Go on, or raise Stopped."""
        ...


class Narrowed:
    """An open snapshot that loads the persons of some buckets; what has no person is whole."""

    def __init__(self, opened: OpenSnapshot, buckets: range) -> None:
        self._opened, self._buckets = opened, buckets

    def load(self, columns: Mapping[str, Collection[str]]) -> dict[str, list[Part]]:
        """Return the columns of these buckets, as OpenSnapshot.load does."""
        return self._opened.load(columns, buckets=self._buckets)

    def check(self) -> None:
        """Go on, or raise Stopped."""
        self._opened.check()
