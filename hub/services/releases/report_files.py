"""The files that each audience gets of a computed release, and the hub's own record of it."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from hub.platform.canonical import canonical_json
from hub.publication.attack import attack
from hub.publication.protection import ProtectedGroup
from hub.publication.report.csv import lines_as_csv
from hub.publication.report.document import Audience, Contents, report
from hub.services.house import HUB
from hub.store.participants import Participant
from schemas.record import record


@record
class ReportFile:
    """One file of a release: whose it is (none: everybody's), its name, type and content."""

    participant: str | None
    name: str
    media_type: str
    content: bytes


def release_files(
    contents: Contents, known: Iterable[Participant], safe: Sequence[ProtectedGroup]
) -> list[ReportFile]:
    """Return every file of the release: two for each audience, and the hub's own record."""
    files = []
    for audience in _audiences(known):
        document = report(contents, audience)
        files += [
            _file(audience.participant, "report.json", "application/json", document),
            ReportFile(
                participant=audience.participant,
                name="report.csv",
                media_type="text/csv",
                content=lines_as_csv(document).encode(),
            ),
        ]
    attacked = [each for protected in safe for each in attack(protected)]
    return [*files, _file(HUB, "attack.json", "application/json", {"cells": attacked})]


def _file(participant: str | None, name: str, media_type: str, document: Any) -> ReportFile:
    content = canonical_json(json.loads(json.dumps(document)))
    return ReportFile(participant=participant, name=name, media_type=media_type, content=content)


def _audiences(known: Iterable[Participant]) -> list[Audience]:
    own = [
        Audience(kind=each.kind, participant=each.id, title=each.name, practice=each.practice)
        for each in known
        if each.kind in {"practice", "payer", "purchaser"}
    ]
    return [
        *own,
        Audience(kind="coordinator", participant=HUB, title="The region and its practices"),
        Audience(kind="region", participant=None, title="The region"),
    ]
