"""What a computed release holds: all that its reports are cut from."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from hub.measures.lineage import columns_read
from hub.measures.measure import Measure
from hub.measures.tables import computable, framed
from hub.publication.contribution import Contribution
from hub.publication.past_tables import PastRelease
from hub.publication.protection import ProtectedGroup, Terms
from hub.publication.report.comparators import comparators
from hub.publication.report.completeness import arrivals
from hub.publication.report.document import Contents, Heading
from hub.publication.report.measure import Told
from hub.publication.report.placing import Placing
from hub.publication.report.received import Received, earliest, received
from hub.publication.report.sight import cells_of
from hub.publication.reported import Counters, Reported, reported_lines
from hub.publication.surveys import survey_documents
from hub.publication.withheld import REGION, Withheld
from hub.services.house import HUB
from hub.services.releases.count_snapshot import Counts
from hub.store.participants import Participant
from hub.store.releases import Release
from policies.agreement.release_rules import ReleaseNumbers
from policies.basis import Basis
from schemas.period import Period
from schemas.record import record
from schemas.records import TABLES
from schemas.surveys import survey_questions

YEARS_ONLY = "the records are of years only (Safe Harbor), and the measure needs days"
NOBODY = "nobody in the records of this period counts in it"
STATUSES = {True: "final", False: "preliminary"}
# Claims keep coming for about three months after a period; before, a figure is preliminary.
RUN_OUT_DAYS = 90


@record
class Gathered:
    """What a release is made of: who handed in what, what it comes to, who takes part.

    `past` are the earlier releases of the period, in the order of their publication, `earlier` the
    reports of earlier periods by participant, the latest first; `left_out` are measures that were
    asked for and are not told, with the reason.
    """

    contributions: Sequence[Contribution]
    counts: Counts
    known: Mapping[str, Participant]
    chosen: Sequence[Measure]
    past: Sequence[PastRelease]
    earlier: Mapping[str, Sequence[Mapping[str, Any]]]
    left_out: Sequence[Mapping[str, str]] = ()


def release_contents(
    release: Release,
    gathered: Gathered,
    safe: Sequence[ProtectedGroup],
    withheld: Withheld,
    terms: Terms,
    *,
    made_at: str,
) -> Contents:
    """Gather what the reports of a release are cut from."""
    known, chosen = gathered.known.values(), gathered.chosen
    titles = {each.practice or each.id: each.name for each in known}
    days = _received(gathered, on=terms.on)
    return Contents(
        heading=_heading(release, days, on=terms.on, made_at=made_at),
        agreed=terms.agreed,
        tables=_told(safe, chosen, terms.numbers),
        titles=titles,
        contributors=_taking_part(gathered.contributions, known),
        withheld=withheld.by_rule,
        withheld_of=withheld.by_measure,
        not_computable=_not_computable(gathered, safe),
        reported=_reported(release, gathered, titles, minimum=terms.minimum),
        earlier=gathered.earlier,
        arrivals=arrivals(gathered.counts.paid, release.first_day, release.last_day, on=terms.on),
        received=days,
        surveys=_surveys(release, gathered),
        placing=Placing(
            choice=release.attribution,
            decided=gathered.counts.disputed,
            found=gathered.counts.lists,
        ),
        minimum=terms.minimum,
    )


def _received(gathered: Gathered, *, on: date) -> Received:
    kinds = {each.id: each.kind for each in gathered.known.values()}
    return received(gathered.counts.last_days, kinds, on=on)


def _heading(release: Release, days: Received, *, on: date, made_at: str) -> Heading:
    return Heading(
        release=release.id,
        version=release.version,
        title=release.title,
        status=STATUSES[(on - release.last_day).days >= RUN_OUT_DAYS],
        first=release.first_day,
        last=release.last_day,
        data_through=earliest(days, kinds=days) or release.last_day,
        made_at=made_at,
        replaces=release.replaces,
    )


def _told(
    safe: Sequence[ProtectedGroup], chosen: Sequence[Measure], numbers: ReleaseNumbers
) -> list[Told]:
    """Put the tables in the order of the measures and rates, whatever groups they stand in."""
    order = {each.identifier: number for number, each in enumerate(chosen)}
    found = []
    for protected in safe:
        cells = cells_of(protected)
        for table in protected.group.tables:
            compared = comparators(protected, table, cells, numbers)
            found.append(Told(protected=protected, table=table, cells=cells, comparators=compared))
    return sorted(
        found,
        key=lambda told: (
            order[told.table.measure.identifier],
            [rate.name for rate in told.table.measure.rates].index(told.table.rate),
        ),
    )


def _reported(
    release: Release, gathered: Gathered, titles: Mapping[str, str], *, minimum: int
) -> Reported:
    counts = framed(
        "measure_count",
        gathered.counts.unpersoned.get("measure_count", ()),
        (*TABLES["measure_count"].names, "contributor"),
    )
    kinds = {each.id: each.kind for each in gathered.known.values()}
    return reported_lines(
        counts,
        gathered.chosen,
        Period(first=release.first_day, last=release.last_day),
        Counters(
            kinds=kinds,
            titles=titles,
            minimum=minimum,
            past=[each.at_home for each in gathered.past],
        ),
    )


def _surveys(release: Release, gathered: Gathered) -> list[dict[str, Any]]:
    rows = framed(
        "practice_survey",
        gathered.counts.unpersoned.get("practice_survey", ()),
        TABLES["practice_survey"].names,
    )
    period = Period(first=release.first_day, last=release.last_day)
    return survey_documents(rows, period, survey_questions())


def reads_of(chosen: Sequence[Measure]) -> dict[str, frozenset[str]]:
    """Return the record tables that each measure reads, by identifier."""
    return {each.identifier: frozenset(columns_read(each)) for each in chosen}


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
    gathered: Gathered, safe: Sequence[ProtectedGroup]
) -> dict[str, list[Mapping[str, str]]]:
    """Say to each participant, and under no name to all, which measures are not told, and why."""
    coarse = {
        each.contributor
        for each in gathered.contributions
        if each.agreement.basis is Basis.SAFE_HARBOR
    }
    told = {table.measure.identifier for each in safe for table in each.group.tables}
    empty = [each for each in gathered.chosen if each.identifier not in told]
    everybody = [*gathered.left_out, *(_listed(each, NOBODY) for each in empty)]
    fine = [each for each in gathered.chosen if not computable(each, "year") and each not in empty]
    years = [*everybody, *(_listed(each, YEARS_ONLY) for each in fine)]
    names = {REGION, HUB, *gathered.known}
    return {name: years if name in coarse else everybody for name in sorted(names)}


def _listed(measure: Measure, why: str) -> dict[str, str]:
    return {"measure": measure.identifier, "title": measure.title, "why": why}
