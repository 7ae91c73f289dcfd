"""Decide a dispute over where a person is counted, once payers are heard."""

from datetime import date

from hub.services.disputes.open_dispute import close, moved, no_dispute
from hub.services.refusal import Refused, state_after
from hub.store import dispute_hearings, disputes
from hub.store.disputes import Dispute
from hub.store.work import Work

HERE, ELSEWHERE, UPHELD = "here", "elsewhere", "upheld"
# What may be decided, and as what step it is taken.
OUTCOMES = {HERE: "decide-here", ELSEWHERE: "decide-elsewhere", UPHELD: "uphold"}


def review_dispute(work: Work, dispute: str, *, by: str) -> Dispute:
    """Take a dispute up; Refused where there is none, or it was taken up before."""
    found = _known(work, dispute)
    moved(work, found, "review")
    work.tell("dispute-reviewed", actor=by, subject=dispute, participant=found.participant)
    return _known(work, dispute)


def decide_dispute(
    work: Work, dispute: str, *, outcome: str, counts_from: date | None, by: str
) -> Dispute:
    """Decide a dispute: the person is counted here, not here (elsewhere), or as before (upheld).

    What is decided counts in releases that are proposed from now on, of periods that begin on
    `counts_from` or later. Refused before each payer answered or its days are over, and where that
    day lies before the period that the dispute is about.
    """
    found = _known(work, dispute)
    if outcome not in OUTCOMES:
        raise Refused(rule="outcome", text=f"it is one of {', '.join(OUTCOMES)}", status=422)
    state_after("dispute", found.state, OUTCOMES[outcome])
    if _waits(work, found):
        raise Refused(
            rule="not-heard", text="a payer has not answered, and still has days to", status=409
        )
    since = None if outcome == UPHELD else _since(found, counts_from)
    state = close(
        work,
        found,
        OUTCOMES[outcome],
        by=by,
        decided_by=by,
        decided_at=work.now,
        counts_from=since,
    )
    work.tell(
        "dispute-decided",
        actor=by,
        subject=dispute,
        participant=found.participant,
        to_state=state,
    )
    return _known(work, dispute)


def _known(work: Work, dispute: str) -> Dispute:
    found = disputes.one(work, dispute)
    if found is None:
        raise no_dispute()
    return found


def _waits(work: Work, dispute: Dispute) -> bool:
    today = work.now.date()
    return any(
        each.answer is None and each.closed_at is None and today <= each.due
        for each in dispute_hearings.of_dispute(work, dispute.id)
    )


def _since(dispute: Dispute, counts_from: date | None) -> date:
    if counts_from is None:
        raise Refused(
            rule="counts-from",
            text="say from the release of which period on it counts, by its first day",
            status=422,
        )
    if counts_from < dispute.first_day:
        raise Refused(
            rule="counts-from",
            text="it counts from the period that the dispute is about, or a later one",
            status=422,
        )
    return counts_from
