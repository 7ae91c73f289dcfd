"""Tell of agreements that end soon, or have ended: as events, for the parties and the convener."""

from hub.services.agreements.facts import AgreementFacts, facts_of
from hub.services.house import House
from hub.store import agreement_notices, agreements
from hub.store.agreement_notices import AgreementNotice
from hub.store.work import Work
from policies.agreement.ending import days_left, near_end, notice_due
from policies.agreement.state import AgreementState
from schemas.record import record

TOLD = {AgreementState.ACTIVE, AgreementState.SUSPENDED, AgreementState.EXPIRED}


@record
class EndingSoon:
    """An agreement that ends within the days of warning, or has just ended."""

    facts: AgreementFacts
    days_left: int


def tell_of_ends(house: House) -> int:
    """Write the notices that are due and were not written; return how many."""
    with house.begin() as work:
        return sum(
            _told(work, facts)
            for facts in facts_of(work, agreements.every(work))
            if facts.state in TOLD
        )


def ending_soon(work: Work, *, participant: str | None = None) -> tuple[EndingSoon, ...]:
    """Return the agreements that end soon or have run out, the nearest end first.

    Those of one participant where `participant` is given. What is terminated is not told of.
    """
    today = work.now.date()
    known = (
        agreements.every(work)
        if participant is None
        else agreements.of_participant(work, participant)
    )
    found = facts_of(work, [each for each in known if each.closed_at is None])
    soon = [
        EndingSoon(facts=facts, days_left=days_left(facts.agreement, today))
        for facts in found
        if facts.state in TOLD and near_end(facts.agreement, today)
    ]
    return tuple(sorted(soon, key=lambda each: each.days_left))


def _told(work: Work, facts: AgreementFacts) -> int:
    due = notice_due(facts.agreement, work.now.date())
    if due is None:
        return 0
    notice = AgreementNotice(agreement=facts.stored.id, kind=due.kind, day=due.day)
    if not agreement_notices.note(work, notice):
        return 0
    name = "agreement-expired" if due.days_left < 0 else "agreement-ends-soon"
    for party, _ in facts.terms.parties:
        work.tell(name, subject=facts.stored.id, participant=party, number=due.days_left)
    return 1
