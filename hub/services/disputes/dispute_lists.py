"""What each party reads of disputes over where persons are counted: its own part, and no more."""

from collections.abc import Iterable

from hub.platform.sealed import unseal
from hub.services.disputes.attribution_question import Evidence, asker_of, standing_of
from hub.services.disputes.open_dispute import no_dispute, seal_owner
from hub.services.house import House
from hub.services.refusal import Refused
from hub.services.releases.dispute_decisions import counts_in
from hub.services.releases.earlier_releases import OUT
from hub.store import dispute_hearings, disputes, releases
from hub.store.dispute_hearings import Hearing
from hub.store.disputes import Dispute
from hub.store.releases import Release
from hub.store.work import Work
from policies.lifecycle.dispute import OPEN, PLACING
from schemas.record import record


@record
class OwnDispute:
    """A dispute as the practice reads it: of whom, and in which release it first counts."""

    dispute: Dispute
    token: str
    counts_in: str | None


@record
class OwnHearing:
    """What a payer is asked, of whom on its roster; whether it is over."""

    hearing: Hearing
    token: str


@record
class Case:
    """A dispute as the convener reads it: no token, who disputes, and what payers answered."""

    dispute: Dispute
    hearings: tuple[Hearing, ...]
    days_left: int
    counts_in: str | None

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.dispute.state in OPEN


def own_disputes(house: House, work: Work) -> tuple[OwnDispute, ...]:
    """Return the disputes that this work may see, the latest first, each with its token."""
    out = releases.every(work, states=OUT)
    return tuple(_own(house, each, out) for each in reversed(disputes.every(work)))


def own_dispute(house: House, work: Work, dispute: str) -> OwnDispute:
    """Return one of them; Refused where there is none that this work may see."""
    found = disputes.one(work, dispute)
    if found is None:
        raise no_dispute()
    return _own(house, found, releases.every(work, states=OUT))


def own_hearings(house: House, work: Work) -> tuple[OwnHearing, ...]:
    """Return what is asked of a payer, the latest first, each with its token while it is asked."""
    return tuple(
        OwnHearing(hearing=each, token=_token(house, each.token, seal_owner("hearing", each.id)))
        for each in reversed(dispute_hearings.every(work))
    )


def cases(work: Work) -> tuple[Case, ...]:
    """Return every dispute for the convener: the open ones by their day, then the others."""
    out = releases.every(work, states=OUT)
    found = [_case(work, each, out) for each in disputes.every(work)]
    found.sort(key=lambda each: (not each.open, each.dispute.due, each.dispute.id))
    return tuple(found)


def case_of(work: Work, dispute: str) -> Case:
    """Return one dispute for the convener; Refused where there is none."""
    found = disputes.one(work, dispute)
    if found is None:
        raise no_dispute()
    return _case(work, found, releases.every(work, states=OUT))


def evidence_of(house: House, dispute: Dispute) -> tuple[Evidence, ...] | None:
    """Return what speaks for the practice and for others, unnamed; None where it is gone."""
    if dispute.person is None or dispute.state not in OPEN:
        return None
    try:
        with house.look() as work:
            asked = asker_of(work, dispute.participant, dispute.person)
        return standing_of(house, asked).every
    except Refused:
        return None


def _own(house: House, dispute: Dispute, out: Iterable[Release]) -> OwnDispute:
    return OwnDispute(
        dispute=dispute,
        token=_token(house, dispute.token, seal_owner("dispute", dispute.id)),
        counts_in=_first_title(dispute, out),
    )


def _case(work: Work, dispute: Dispute, out: Iterable[Release]) -> Case:
    return Case(
        dispute=dispute,
        hearings=dispute_hearings.of_dispute(work, dispute.id),
        days_left=(dispute.due - work.now.date()).days,
        counts_in=_first_title(dispute, out),
    )


def _first_title(dispute: Dispute, out: Iterable[Release]) -> str | None:
    counting = [each for each in out if counts_in(dispute, each)]
    if dispute.state not in PLACING or not counting:
        return None
    return min(counting, key=lambda each: (each.proposed_at, each.id)).title


def _token(house: House, sealed: bytes | None, owner: str) -> str:
    if sealed is None:
        return ""
    return unseal(house.secrets_key, sealed, belongs_to=owner).decode()
