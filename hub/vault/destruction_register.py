"""The destruction register: which keys were destroyed, kept apart from what backups restore."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

from hub.vault.durable import append_line
from hub.vault.key_name import KeyName, Purpose
from schemas.record import record


@record
class Destruction:
    """A key that was destroyed, and when."""

    key: KeyName
    at: datetime


class DestructionRegister(Protocol):
    """An append-only list; it outlives every restored backup and is replayed before serving."""

    def enter(self, destruction: Destruction) -> None:
        """Add a destruction and return when it cannot be lost any more."""
        ...

    def entries(self) -> Iterator[Destruction]:
        """Yield every destruction, in the order in which they were entered."""
        ...

    def holds(self, key: KeyName) -> bool:
        """Tell whether the key of that name was destroyed."""
        ...


@record
class DestructionFile:
    """The register as a file of JSON lines, on a disk that no backup of the hub overwrites."""

    path: Path

    def enter(self, destruction: Destruction) -> None:
        """Add a destruction and return when it is on the disk."""
        line = {
            "submission": destruction.key.submission,
            "purpose": destruction.key.purpose,
            "at": destruction.at.isoformat(),
        }
        append_line(self.path, json.dumps(line))

    def entries(self) -> Iterator[Destruction]:
        """Yield every destruction; a line torn by a crash is passed over: its key was kept."""
        if not self.path.exists():
            return
        for line in self.path.read_text().splitlines():
            if entry := _entry(line):
                yield entry

    def holds(self, key: KeyName) -> bool:
        """Tell whether the key of that name was destroyed."""
        return any(entry.key == key for entry in self.entries())


def _entry(line: str) -> Destruction | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    key = KeyName(submission=entry["submission"], purpose=Purpose(entry["purpose"]))
    return Destruction(key=key, at=datetime.fromisoformat(entry["at"]))
