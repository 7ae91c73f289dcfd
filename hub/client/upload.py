"""Hand in a file and follow it until the hub has decided."""

import hashlib
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from hub.client.connection import Answer, ask

PIECE = 1 << 18
UNAUTHORIZED = 401
FINAL = frozenset(
    {"accepted", "tried", "refused", "failed", "withdrawn", "replaced", "quarantined", "abandoned"}
)
# Asked again soon at first, then ever more seldom.
SOONEST, SELDOMEST = 0.05, 2.0
# Gives an access token.
SignIn = Callable[[], str]


class NotAccepted(Exception):
    """The hub did not take the upload; holds its answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(f"the hub answered {answer.status}")
        self.answer = answer


def upload(
    hub: str,
    path: Path,
    *,
    sign_in: SignIn,
    key: str | None = None,
    format_name: str | None = None,
    dry_run: bool = False,
    replaces: str | None = None,
) -> dict[str, Any]:
    """Send a file as it is and return the submission; NotAccepted where the hub refuses it.

    `key` is the word for this hand-over, by default the digest of the file: sent again with the
    same file, it changes nothing. By the digest the hub sees that what came is what was sent.
    """
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").digest()
    headers = {
        "Authorization": f"Bearer {sign_in()}",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(path.stat().st_size),
        "Content-Digest": f"sha-256=:{b64encode(sha256).decode()}:",
        "Idempotency-Key": key or sha256.hex(),
    }
    headers |= {"Hub-Format": format_name} if format_name else {}
    headers |= {"Hub-Dry-Run": "true"} if dry_run else {}
    headers |= {"Hub-Replaces": replaces} if replaces else {}
    with path.open("rb") as stream:
        answer = ask(hub, "POST", "/api/v1/submissions", headers=headers, body=_pieces(stream))
    if answer.status != 202:
        raise NotAccepted(answer)
    return dict(answer.document)


def follow(hub: str, submission: str, *, sign_in: SignIn) -> Iterator[dict[str, Any]]:
    """Yield the submission each time its state changed, the last time when it is decided."""
    token, state, pause = sign_in(), "", SOONEST
    while True:
        answer = _asked(hub, submission, token)
        if answer.status == UNAUTHORIZED:  # a token expires sooner than much work is done
            token = sign_in()
            answer = _asked(hub, submission, token)
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


def _asked(hub: str, submission: str, token: str) -> Answer:
    headers = {"Authorization": f"Bearer {token}"}
    return ask(hub, "GET", f"/api/v1/submissions/{submission}", headers=headers)


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while content := stream.read(PIECE):
        yield content
