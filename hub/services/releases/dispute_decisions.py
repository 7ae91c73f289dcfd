"""What decided disputes say in a release: those decided before it was proposed, for its period."""

import polars as pl

from hub.measures.placement.decided import DECIDED
from hub.store import disputes, participants
from hub.store.disputes import Dispute
from hub.store.releases import Release
from hub.store.work import Work
from policies.lifecycle.dispute import PLACING

HERE = "decided-here"


def decisions_of(work: Work, release: Release) -> pl.DataFrame:
    """Return the decisions that a release was proposed with, with the columns of DECIDED."""
    practices = {each.id: each.practice or each.id for each in participants.every(work)}
    held = [each for each in disputes.every(work, states=PLACING) if counts_in(each, release)]
    held.sort(key=lambda each: (str(each.decided_at), each.id))
    rows = [(each.person, practices[each.participant], each.state == HERE) for each in held]
    return pl.DataFrame(rows, schema=DECIDED, orient="row")


def counts_in(dispute: Dispute, release: Release) -> bool:
    """Tell whether a dispute was decided before a release was proposed, and for its period."""
    if dispute.person is None or dispute.decided_at is None or dispute.counts_from is None:
        return False
    return dispute.decided_at < release.proposed_at and dispute.counts_from <= release.first_day
