"""Open a dispute over where a person is counted, hear payers, withdraw it."""

from collections.abc import Mapping
from datetime import timedelta

from hub.platform.sealed import seal
from hub.services.disputes.attribution_question import HERE, Asker, Standing, ask_attribution
from hub.services.house import House
from hub.services.refusal import Refused, state_after
from hub.store import dispute_hearings, disputes
from hub.store.dispute_hearings import Hearing
from hub.store.disputes import Dispute
from hub.store.work import Work
from policies.lifecycle.dispute import OPEN
from policies.parameter import parameter

OURS, NOT_OURS = "ours", "not-ours"
SAYS = (OURS, NOT_OURS)
CONFIRM, YIELD = "confirm", "yield"
ANSWERS = (CONFIRM, YIELD)


def open_dispute(house: House, *, participant: str, token: str, says: str, by: str) -> Dispute:
    """Open a dispute of a practice; payers whose rosters speak against it are asked.

    Refused where the practice may not ask about the token, where the person is counted as it says
    already, or where its dispute over the person is open.
    """
    if says not in SAYS:
        raise Refused(rule="says", text=f"say one of {', '.join(SAYS)}", status=422)
    asked, standing = ask_attribution(house, participant=participant, token=token, by=by)
    if (says == OURS) == (standing.where == HERE):
        raise Refused(
            rule="nothing-to-dispute", text="the person is counted as you say already", status=409
        )
    with house.begin() as work:
        if disputes.of_person(work, participant, asked.person, states=OPEN):
            raise Refused(
                rule="dispute-open", text="your dispute over this person is open", status=409
            )
        made = _dispute(house, work, asked, standing, token=token.strip(), says=says, by=by)
        disputes.add(work, made)
        work.tell("dispute-opened", actor=by, subject=made.id, participant=participant, reason=says)
        for payer in contradicting(standing.rosters, asked.practice, says):
            _hear(house, work, made, payer, asked.agreements[payer], token.strip())
    return made


def contradicting(
    rosters: Mapping[str, frozenset[str]], practice: str, says: str
) -> tuple[str, ...]:
    """Return the payers whose rosters speak against what a practice says of a person.

    Against “ours” speaks whose roster names another practice, against “not ours” whose names it.
    """
    return tuple(
        payer
        for payer, named in sorted(rosters.items())
        if (named - {practice} if says == OURS else practice in named)
    )


def withdraw_dispute(house: House, dispute: str, *, participant: str, by: str) -> Dispute:
    """Withdraw a dispute of one's own that is open; that of another is not there."""
    with house.begin() as work:
        found = disputes.one(work, dispute)
        if found is None or found.participant != participant:
            raise no_dispute()
        close(work, found, "withdraw", by=by)
        work.tell("dispute-withdrawn", actor=by, subject=dispute, participant=participant)
        return disputes.one(work, dispute) or found


def answer_hearing(house: House, hearing: str, *, participant: str, answer: str, by: str) -> None:
    """Keep a payer's answer: its roster stands (confirm), or is to be corrected (yield)."""
    if answer not in ANSWERS:
        raise Refused(rule="answer", text=f"answer one of {', '.join(ANSWERS)}", status=422)
    with house.begin(within=participant) as work:
        if dispute_hearings.one(work, hearing) is None:
            raise Refused(rule="no-hearing", text="there is no such question", status=404)
        if not dispute_hearings.answer(work, hearing, answer=answer, by=by):
            raise Refused(
                rule="answered", text="it is answered already, or the dispute is over", status=409
            )
        work.tell("hearing-answered", actor=by, subject=hearing, reason=answer)


def close(work: Work, dispute: Dispute, event: str, *, by: str = "", **facts: object) -> str:
    """Bring a dispute to an end, with what payers are asked in it; Refused where it is over."""
    state = moved(work, dispute, event, closed_at=work.now, **facts)
    for hearing in dispute_hearings.of_dispute(work, dispute.id):
        if hearing.closed_at is None:
            work.tell(
                "hearing-closed", actor=by, subject=hearing.id, participant=hearing.participant
            )
    dispute_hearings.close(work, dispute.id)
    return state


def moved(work: Work, dispute: Dispute, event: str, **facts: object) -> str:
    """Move a dispute and return its new state; Refused where its state does not know the event."""
    state = state_after("dispute", dispute.state, event)
    if not disputes.move(work, dispute, to_state=state, **facts):
        raise Refused(rule="wrong-state", text="the dispute moved meanwhile", status=409)
    return state


def no_dispute() -> Refused:
    """Return the refusal of a dispute that is not there, or is another's."""
    return Refused(rule="no-dispute", text="there is no such dispute", status=404)


def seal_owner(kind: str, name: str) -> str:
    """Return to which row a sealed token belongs: it opens for no other."""
    return f"token of {kind} {name}"


def _dispute(
    house: House, work: Work, asked: Asker, standing: Standing, *, token: str, says: str, by: str
) -> Dispute:
    name, today = work.new_id(), work.now.date()
    days = int(parameter("attribution_dispute_days", on=today))
    owner = seal_owner("dispute", name)
    return Dispute(
        id=name,
        participant=asked.participant,
        agreement=asked.agreements[asked.participant],
        person=asked.person,
        token=seal(house.secrets_key, token.encode(), belongs_to=owner),
        says=says,
        stood=standing.where,
        state="opened",
        first_day=asked.period.first,
        last_day=asked.period.last,
        opened_by=by,
        opened_at=work.now,
        due=today + timedelta(days=days),
    )


def _hear(
    house: House, work: Work, dispute: Dispute, payer: str, agreement: str, token: str
) -> None:
    # Tokens that link are the same everywhere: the payer knows its member by this one.
    name, today = work.new_id(), work.now.date()
    days = int(parameter("attribution_hearing_days", on=today))
    owner = seal_owner("hearing", name)
    hearing = Hearing(
        id=name,
        dispute=dispute.id,
        participant=payer,
        agreement=agreement,
        token=seal(house.secrets_key, token.encode(), belongs_to=owner),
        asked_at=work.now,
        due=today + timedelta(days=days),
    )
    dispute_hearings.add(work, hearing)
    work.tell("hearing-opened", subject=name, participant=payer)
