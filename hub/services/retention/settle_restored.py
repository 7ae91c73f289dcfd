"""After a backup was restored: what was destroyed since it was made stays destroyed."""

from hub.services.disputes.watch_disputes import end_disputes_under
from hub.services.house import House
from hub.store import submissions
from hub.store.work import Work
from hub.vault.destruction import replay
from hub.vault.key_name import Purpose
from policies.lifecycle.lifecycles import lifecycle, transition

QUARANTINABLE = tuple(
    state for state, event in lifecycle("submission").arrows if event == "quarantine"
)


def settle_restored(house: House) -> int:
    """Replay the register of destructions; return how many submissions it was that came back.

    Every process does this before it serves. Keys and files go first: should the process die in
    between, the next one finds the submissions by the register again.
    """
    replay(house.vault)
    destroyed = {
        entry.key.submission
        for entry in house.vault.register.entries()
        if entry.key.purpose is Purpose.RECORDS
    }
    with house.look() as work:
        back = sorted(destroyed & set(submissions.in_states(work, QUARANTINABLE)))
    if not back:
        return 0
    with house.begin() as work:
        return sum(_destroyed(work, each) for each in back)


def _destroyed(work: Work, submission: str) -> bool:
    found = submissions.one(work, submission)
    if found is None or found.state not in QUARANTINABLE:
        return False
    aside = transition("submission", found.state, "quarantine")
    submissions.move(work, submission, from_states=[found.state], to_state=aside)
    submissions.move(
        work,
        submission,
        from_states=[aside],
        to_state=transition("submission", aside, "destroy"),
    )
    work.tell(
        "records-destroyed",
        subject=submission,
        participant=found.participant,
        reason="restored-backup",
    )
    end_disputes_under(work, found.agreement)
    return True
