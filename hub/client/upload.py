"""Hand in a file and follow it until the hub has decided."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from hub.client.connection import Answer, ask

PIECE = 1 << 18
FINAL = frozenset(
    {"accepted", "tried", "refused", "failed", "withdrawn", "replaced", "quarantined", "abandoned"}
)
# Asked again soon at first, then ever more seldom.
SOONEST, SELDOMEST = 0.05, 2.0


class NotAccepted(Exception):
    """The hub did not take the upload; holds its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"the hub answered {answer.status}")
        self.answer = answer


def upload(
    hub: str,
    path: Path,
    *,
    token: str,
    key: str,
    format_name: str | None = None,
    dry_run: bool = False,
    replaces: str | None = None,
) -> dict[str, Any]:
    """Send a file as it is and return the submission; NotAccepted where the hub refuses it.

    `key` is the word for this hand-over: sent again with the same file, it changes nothing.
    """
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(path.stat().st_size),
        "Idempotency-Key": key,
    }
    headers |= {"Hub-Format": format_name} if format_name else {}
    headers |= {"Hub-Dry-Run": "true"} if dry_run else {}
    headers |= {"Hub-Replaces": replaces} if replaces else {}
    with path.open("rb") as stream:
        answer = ask(hub, "POST", "/api/v1/submissions", headers=headers, body=_pieces(stream))
    if answer.status != 202:
        raise NotAccepted(answer)
    return dict(answer.document)


def follow(hub: str, submission: str, *, token: str) -> Iterator[dict[str, Any]]:
    """Yield the submission each time its state changed, the last time when it is decided."""
    state, pause = "", SOONEST
    while True:
        headers = {"Authorization": f"Bearer {token}"}
        answer = ask(hub, "GET", f"/api/v1/submissions/{submission}", headers=headers)
        if answer.status != 200:
            raise NotAccepted(answer)
        if answer.document["state"] != state:
            state = str(answer.document["state"])
            pause = SOONEST
            yield dict(answer.document)
        if state in FINAL:
            return
        time.sleep(pause)
        pause = min(pause * 1.5, SELDOMEST)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while content := stream.read(PIECE):
        yield content
