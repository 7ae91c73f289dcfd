"""The clocks of disputes over where a person is counted, and their end with the records."""

from hub.services.disputes.open_dispute import close
from hub.services.house import House
from hub.store import dispute_hearings, disputes
from hub.store.disputes import Dispute
from hub.store.work import Work
from policies.lifecycle.dispute import OPEN, PLACING
from policies.parameter import parameter


def watch_disputes(house: House) -> int:
    """Let disputes lapse whose days are over, and remind of those nearly so; return how many.

    One lapses on the day after it was due: until then it may be decided. Each is reminded of once.
    """
    with house.look() as work:
        waiting = [each.id for each in disputes.every(work, states=OPEN)]
    return sum(_watched(house, each) for each in waiting)


def end_disputes_under(work: Work, agreement: str) -> None:
    """End the disputes that rest on records under an agreement, and forget of whom each was.

    What was decided counts no more from the next release on. What payers were asked about such
    records ends as well.
    """
    for each in disputes.every(work, states=(*OPEN, *PLACING)):
        if each.agreement == agreement:
            close(work, each, "end")
            work.tell("dispute-ended", subject=each.id, participant=each.participant)
    disputes.forget_persons(work, agreement)
    dispute_hearings.close_under(work, agreement)


def _watched(house: House, dispute: str) -> int:
    with house.begin() as work:
        found = disputes.one(work, dispute)
        return _told(work, found) if found and found.state in OPEN else 0


def _told(work: Work, dispute: Dispute) -> int:
    left = (dispute.due - work.now.date()).days
    if left < 0:
        close(work, dispute, "lapse")
        work.tell("dispute-lapsed", subject=dispute.id, participant=dispute.participant)
        return 1
    warning = parameter("attribution_dispute_warning_days", on=work.now.date())
    if left > warning or not disputes.note_reminder(work, dispute.id):
        return 0
    work.tell("dispute-due-soon", subject=dispute.id, participant=dispute.participant, number=left)
    return 1
