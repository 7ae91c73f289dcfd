"""The reports of published releases, as far as the caller may read them."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, request

from hub.portal.access import signed_in
from hub.services.public.public_files import PUBLIC_FILES
from hub.store import releases, reports
from hub.store.releases import Release
from hub.store.reports import Report
from hub.store.work import Work
from schemas.record import record

READABLE = ("published",)
REPORT = "report.json"
# Who reads more of the region than everybody.
OWN_REPORT = frozenset({"purchaser", "convener"})


@record
class Shown:
    """A release, one report of it as a document, and the files that the reader may take along."""

    release: Release
    others: Sequence[Release]
    document: Mapping[str, Any]
    files: Sequence[Report]


def shown(work: Work, participant: str | None) -> Shown | None:
    """Return the report of a participant (None: the one for everybody) in a published release.

    The release is the one that the address names, else the latest; None where none is published.
    """
    found = releases.every(work, states=READABLE)
    if not found:
        return None
    chosen = _chosen(found, request.args.get("release"))
    files = reports.for_participant(work, chosen.id, participant or signed_in().participant)
    return Shown(
        release=chosen,
        others=found,
        document=document_of(work, files, participant),
        files=[
            each
            for each in files
            if each.participant == participant and each.name not in PUBLIC_FILES
        ],
    )


def of_the_region(work: Work) -> Shown | None:
    """Return the report on the region that the caller may read: a purchaser's own, or everybody's.

    None where nothing is published.
    """
    person = signed_in()
    latest = releases.every(work, states=READABLE)
    if person.kind not in OWN_REPORT or not latest:
        return shown(work, None)
    files = reports.for_participant(work, latest[0].id, person.participant)
    own = any(each.participant == person.participant and each.name == REPORT for each in files)
    return shown(work, person.participant if own else None)


def document_of(work: Work, files: Sequence[Report], participant: str | None) -> Mapping[str, Any]:
    """Return a report as a document; not there where the release has none for this reader."""
    own = [each for each in files if each.participant == participant and each.name == REPORT]
    whole = reports.one(work, own[0].id) if own else None
    if whole is None:
        abort(404)
    found: Mapping[str, Any] = json.loads(whole.content)
    return found


def measure_of(document: Mapping[str, Any], identifier: str, rate: str) -> Mapping[str, Any]:
    """Return one measure of a report."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {
        (each["identifier"], each["rate"]): each for each in document["measures"]
    }
    return found.get((identifier, rate)) or abort(404)


def _chosen(found: Sequence[Release], wanted: str | None) -> Release:
    if wanted is None:
        return found[0]
    named = [each for each in found if each.id == wanted]
    return named[0] if named else abort(404)
