"""Compute a proposed release: eligible rows, measures, protected tables, reports, manifest."""

from collections.abc import Sequence

from hub.measures.measure import released_measures
from hub.platform.canonical import digest
from hub.publication.count_tables import CountTable, count_tables
from hub.publication.eligible_rows import Purpose
from hub.publication.nested_counts import Without, differences
from hub.publication.past_tables import PastRelease
from hub.publication.protection import ProtectedGroup, Terms, protected
from hub.publication.release.manifest import Manifest
from hub.publication.table_group import grouped
from hub.publication.told_release import told_by
from hub.publication.withheld import withheld_by_audience
from hub.services.house import HUB, House
from hub.services.privacy.patient_wishes import wishes_now
from hub.services.public.spent_budget import enter_spent
from hub.services.releases.contents import Gathered, reads_of, release_contents
from hub.services.releases.cost_terms import cost_terms, left_out
from hub.services.releases.count_snapshot import Asked, count_snapshot
from hub.services.releases.dispute_decisions import decisions_of
from hub.services.releases.earlier_releases import (
    CELLS,
    past_of_period,
    past_year_before,
    read_before,
    sealed_cells,
)
from hub.services.releases.public_tier import cells_to_draw, public_files
from hub.services.releases.release_lease import held_release, move_release
from hub.services.releases.release_manifest import lineage_of, manifest_of
from hub.services.releases.release_terms import release_terms
from hub.services.releases.report_files import ReportFile, release_files
from hub.services.releases.snapshot_files import PURPOSE, usable_files
from hub.store import participants, releases, reports
from hub.store.releases import Release
from hub.store.work import Work
from hub.vault.snapshot import open_snapshot
from policies.lifecycle.lifecycles import transition
from policies.recipient import Recipient
from schemas.period import Period

STEPS = ("computing", "protecting")


def compute_release(house: House, release: Release) -> Release:
    """Take a frozen release to a preview; one that nobody has claimed is claimed here.

    LostLease where another worker has it. Leaking, Unsolved or NotComparable where a table
    cannot be protected: then there is no preview, and nothing can be released.
    """
    computing = move_release(house, held_release(house, release), "compute")
    gathered = _gathered(house, release)
    terms = release_terms(gathered, on=house.clock().date())
    results, places = gathered.counts.results, gathered.counts.places
    tables = count_tables(gathered.chosen, results, places, reads_of(gathered.chosen))
    between = differences(tables, results, places)
    drawable = cells_to_draw(release, gathered, terms)
    protecting = move_release(house, computing, "protect")
    safe = _protected(house, release, gathered.past, tables, between, terms)
    withheld = withheld_by_audience(
        gathered.counts.withheld,
        reads_of(gathered.chosen),
        minimum=terms.minimum,
        past=[each.withheld for each in gathered.past],
    )
    made_at = house.clock().isoformat()
    contents = release_contents(release, gathered, safe, withheld, terms, made_at=made_at)
    told = told_by(safe, withheld=withheld.then, at_home=contents.reported.kept)
    files = [
        *release_files(contents, gathered.known.values(), safe),
        ReportFile(
            participant=HUB,
            name=CELLS,
            media_type="application/octet-stream",
            content=sealed_cells(house, release, told),
        ),
    ]
    lineage = lineage_of(gathered, safe, withheld, code=house.versions["hub"])
    with house.begin() as work:
        files += public_files(
            work, release, contents, drawable, terms, lineage, key=house.secrets_key
        )
        enter_spent(house, work, release.id)
        return _preview(work, protecting, manifest_of(contents.heading, lineage, files), files)


def _protected(
    house: House,
    release: Release,
    past: Sequence[PastRelease],
    tables: Sequence[CountTable],
    between: Sequence[Without],
    terms: Terms,
) -> list[ProtectedGroup]:
    year_before = past_year_before(house, release)
    groups = grouped(tables, between, past=[*past, *year_before])
    return [protected(group, terms, past=past, year_before=year_before) for group in groups]


def _gathered(house: House, release: Release) -> Gathered:
    with house.look() as work:
        contributions = usable_files(work, release)
        wishes = wishes_now(work)
        known = {each.id: each for each in participants.every(work)}
        earlier = read_before(work, release)
        decided = decisions_of(work, release)
    terms = cost_terms(contributions, last=release.last_day, on=house.clock().date())
    chosen = released_measures(house.settings.further_measures, terms=terms.given)
    hub = Recipient(id=HUB, type="hub")
    purpose = Purpose(recipient=hub, purpose=PURPOSE, now=house.clock())
    asked = Asked(
        chosen=chosen,
        period=Period(first=release.first_day, last=release.last_day),
        on=house.clock().date(),
        attribution=release.attribution,
        payers=frozenset(each.id for each in known.values() if each.kind == "payer"),
        decided=decided,
        folders=house.value_set_folders,
    )
    with open_snapshot(house.vault, [each.dataset for each in contributions]) as opened:
        counts = count_snapshot(opened, contributions, asked, purpose, wishes)
    return Gathered(
        contributions=contributions,
        counts=counts,
        known=known,
        chosen=chosen,
        past=past_of_period(house, release),
        earlier=earlier,
        left_out=left_out(house.settings.further_measures, terms),
    )


def _preview(
    work: Work, release: Release, manifest: Manifest, files: Sequence[ReportFile]
) -> Release:
    document = manifest.document()
    for file in files:
        reports.keep(
            work,
            release.id,
            file.content,
            participant=file.participant,
            name=file.name,
            media_type=file.media_type,
        )
    moved = releases.advance(
        work,
        release,
        to_state=transition("release", release.state, "preview"),
        last=True,
        manifest=document,
        manifest_hash=digest(document),
    )
    work.tell("release-previewed", subject=release.id, hash=digest(document), number=len(files))
    return moved
