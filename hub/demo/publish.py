"""The convener's people release the figures of the demo: one proposes, another approves."""

from collections.abc import Sequence

from hub.demo.truth import Truth
from hub.platform.canonical import canonical_json
from hub.services.house import HUB, House
from hub.services.releases.approve_release import approve_release, publish_release
from hub.services.releases.carry_out_release import carry_out_release
from hub.services.releases.propose_release import propose_release
from hub.services.releases.release_lease import claim_release
from hub.store import reports, users
from hub.store.leased_rows import LostLease
from hub.store.releases import Release
from schemas.period import Period

TRUTH = "truth.json"


def published(house: House, *, title: str, period: Period, truths: Sequence[Truth]) -> Release:
    """Propose, compute, approve and publish a release; keep the truth beside it, if it is told."""
    proposer, approver = _user(house, "convener"), _user(house, "approver")
    proposed = propose_release(house, by=proposer, title=title, period=period)
    # Held as a worker holds it: on a slow machine the computation outlasts one lease.
    claimed = claim_release(house, worker="demo", release=proposed.id)
    if claimed is None:
        raise LostLease
    preview = carry_out_release(house, claimed)
    approve_release(
        house, by=approver, release=preview.id, manifest_hash=preview.manifest_hash or ""
    )
    release = publish_release(house, by=proposer, release=preview.id)
    if truths:
        _keep(house, release, truths)
    return release


def _keep(house: House, release: Release, truths: Sequence[Truth]) -> None:
    """Keep the truth where the hub alone may read it; no manifest names it."""
    content = canonical_json({"rates": [each.document() for each in truths]})
    with house.begin() as work:
        reports.keep(work, release.id, content, participant=HUB, name=TRUTH)
        work.tell("truth-kept", subject=release.id)


def _user(house: House, login: str) -> str:
    with house.look() as work:
        found = users.by_login(work, login)
    return found.id if found else ""
