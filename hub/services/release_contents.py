"""What a computed release holds, and the files that each audience gets of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from hub.measures.measure import Measure
from hub.measures.tables import framed
from hub.platform.canonical import canonical_json
from hub.publication.attack import attack
from hub.publication.contribution import Contribution
from hub.publication.eligible_rows import EligibleRows
from hub.publication.protection import ProtectedTable
from hub.publication.report.comparators import comparators
from hub.publication.report.document import Audience, Contents, Heading, lines_as_csv, report
from hub.publication.reported import reported_lines
from hub.publication.withheld import REGION, withheld_by_audience
from hub.store.participants import Participant
from hub.store.releases import Release
from policies.basis import Basis
from policies.parameter import parameter
from schemas.period import Period
from schemas.record import record
from schemas.records import TABLES

CLAIMS = frozenset({"claim", "claim_line", "coverage"})
HUB_ONLY = "hub"
STATUSES = {True: "final", False: "preliminary"}
# Claims keep coming for about three months after a period; before, a figure is preliminary.
RUN_OUT_DAYS = 90


@record
class ReportFile:
    """One file of a release: whose it is (none: everybody's), its name, type and content."""

    participant: str | None
    name: str
    media_type: str
    content: bytes


def release_contents(
    release: Release,
    contributions: Sequence[Contribution],
    known: Mapping[str, Participant],
    rows: EligibleRows,
    safe: Sequence[ProtectedTable],
    chosen: Sequence[Measure],
    *,
    on: date,
    made_at: str,
) -> Contents:
    """Gather what the reports of a release are cut from."""
    period = Period(first=release.first_day, last=release.last_day)
    titles = {each.practice or each.id: each.name for each in known.values()}
    counts = framed(
        "measure_count",
        rows.tables.get("measure_count", ()),
        (*TABLES["measure_count"].names, "contributor"),
    )
    return Contents(
        heading=Heading(
            release=release.id,
            version=release.version,
            title=release.title,
            status=STATUSES[(on - release.last_day).days >= RUN_OUT_DAYS],
            first=release.first_day,
            last=release.last_day,
            data_through=release.last_day,
            made_at=made_at,
            replaces=release.replaces,
        ),
        tables=[(table, comparators(table, on=on)) for table in safe],
        titles=titles,
        contributors=_taking_part(contributions, known.values()),
        withheld=withheld_by_audience(
            rows.withheld, minimum=int(parameter("minimum_cell_size", on=on))
        ),
        not_computable=_not_computable(contributions, chosen),
        reported=reported_lines(counts, chosen, period, titles),
    )


def release_files(contents: Contents, known: Iterable[Participant]) -> list[ReportFile]:
    """Return every file of the release: two for each audience, and the hub's own two."""
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
    attacked = [each for table, _ in contents.tables for each in attack(table)]
    return [*files, _file(HUB_ONLY, "attack.json", "application/json", {"cells": attacked})]


def _file(participant: str | None, name: str, media_type: str, document: Any) -> ReportFile:
    content = canonical_json(json.loads(json.dumps(document)))
    return ReportFile(participant=participant, name=name, media_type=media_type, content=content)


def _audiences(known: Iterable[Participant]) -> list[Audience]:
    own = [
        Audience(kind=each.kind, participant=each.id, title=each.name, practice=each.practice)
        for each in known
        if each.kind in {"practice", "payer", "purchaser"}
    ]
    return [*own, Audience(kind="region", participant=None, title="The region")]


def _taking_part(
    contributions: Sequence[Contribution], known: Iterable[Participant]
) -> dict[str, dict[str, int]]:
    inside = {each.contributor for each in contributions}
    kinds = {"payers": "payer", "practices": "practice"}
    members = list(known)
    return {
        plural: {
            "in": sum(each.kind == kind and each.id in inside for each in members),
            "of": sum(each.kind == kind and each.left_at is None for each in members),
        }
        for plural, kind in kinds.items()
    }


def _not_computable(
    contributions: Sequence[Contribution], chosen: Sequence[Measure]
) -> dict[str, list[dict[str, str]]]:
    coarse = {
        each.contributor for each in contributions if each.agreement.basis is Basis.SAFE_HARBOR
    }
    why = "the records are of years only (Safe Harbor), and the measure needs days"
    listed = [
        {"measure": measure.identifier, "title": measure.title, "why": why}
        for measure in chosen
        if measure.dates_needed != "year"
    ]
    return dict.fromkeys(sorted(coarse), listed) | {REGION: []}


def withheld_total(rows: EligibleRows) -> int:
    """Return how many records were withheld in all."""
    return int(rows.withheld.select(pl.col("rows").sum()).item() or 0)
