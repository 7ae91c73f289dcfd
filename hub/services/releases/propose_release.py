"""Propose a release: freeze the submissions that it will be computed from."""

from hub.platform.canonical import digest
from hub.services.agreements.facts import facts_under
from hub.services.house import House
from hub.services.refusal import Refused
from hub.services.releases.earlier_releases import clashes
from hub.store import releases, snapshots, submissions
from hub.store.releases import Release
from hub.store.snapshots import Snapshot, SnapshotSubmission
from hub.store.submissions import Submission
from hub.store.work import Work
from schemas.attribution_choice import CHOICES, NETWORK
from schemas.period import Period

PAGE = 500


def propose_release(
    house: House,
    *,
    by: str,
    title: str,
    period: Period,
    replaces: str | None = None,
    attribution: str = NETWORK,
) -> Release:
    """Take a snapshot of what may be used now and propose a release of it; a worker computes it.

    A correction `replaces` a published release and is its next version; `attribution` is one of
    CHOICES. Refused where there is nothing to compute from, or where the period overlaps that of a
    published release without being the same: nobody could say what the difference between the two
    tells.
    """
    if attribution not in CHOICES:
        text = f"attribution is one of {', '.join(CHOICES)}"
        raise Refused(rule="attribution", text=text, status=422)
    with house.begin() as work:
        _refuse_overlap(work, period, replaces)
        parts = usable(work)
        if not parts:
            raise Refused(
                rule="nothing-to-release",
                text="no accepted submission is under an agreement in force",
                status=409,
            )
        snapshot = _snapshot(work, parts, by=by)
        before = releases.one(work, replaces) if replaces else None
        release = Release(
            id=work.new_id(),
            title=title,
            first_day=period.first,
            last_day=period.last,
            state="frozen",
            version=before.version + 1 if before else 1,
            replaces=replaces,
            snapshot=snapshot.id,
            proposed_by=by,
            proposed_at=work.now,
            attribution=attribution,
        )
        releases.add(work, release)
        work.tell(
            "release-proposed",
            actor=by,
            subject=release.id,
            snapshot=snapshot.id,
            number=len(parts),
            rule=attribution,
        )
    return release


def _refuse_overlap(work: Work, period: Period, replaces: str | None) -> None:
    other = clashes(work, period)
    if other is not None:
        raise Refused(
            rule="overlapping-period",
            text="the period overlaps that of a published release "
            f"({other.first_day} to {other.last_day}); release the same period, or one apart",
            status=409,
        )
    before = releases.one(work, replaces) if replaces else None
    if before and (before.first_day, before.last_day) != (period.first, period.last):
        raise Refused(
            rule="another-period",
            text="a correction is of the same period as the release that it replaces",
            status=409,
        )


def usable(work: Work) -> list[Submission]:
    """Return the accepted submissions whose agreement allows use now, the oldest first."""
    found: list[Submission] = []
    before: str | None = None
    while page := submissions.latest(work, at_most=PAGE, before=before, states=["accepted"]):
        found += page
        before = page[-1].id
    known = facts_under(work, {each.agreement for each in found})
    open_ones = {name for name, facts in known.items() if facts.may("use")}
    return [each for each in reversed(found) if each.agreement in open_ones]


def _snapshot(work: Work, parts: list[Submission], *, by: str) -> Snapshot:
    hashes = {each.id: digest(each.dataset) for each in parts}
    snapshot = Snapshot(
        id=work.new_id(), hash=digest(sorted(hashes.values())), taken_at=work.now, taken_by=by
    )
    snapshots.add(
        work,
        snapshot,
        tuple(
            SnapshotSubmission(
                snapshot=snapshot.id,
                submission=each.id,
                participant=each.participant,
                hash=hashes[each.id],
            )
            for each in parts
        ),
    )
    return snapshot
