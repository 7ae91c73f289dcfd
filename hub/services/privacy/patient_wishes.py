"""Wishes of patients between two submissions, by token: revocations, opt-outs, restrictions."""

from datetime import date

import polars as pl

from hub.platform.tokens import rekeyed
from hub.publication.wishes import OPT_OUT, RESTRICTION, REVOCATION, SAID, Wishes
from hub.services.agreements.facts import agreement_of
from hub.services.house import House
from hub.services.refusal import Refused
from hub.store import participants, restriction_requests, revocations
from hub.store.restriction_requests import RestrictionRequest
from hub.store.revocations import OptOut, Revocation
from hub.store.work import Work
from policies.agreement.agreement import Linkage

# A patient who opted out may wish to be counted again.
OPT_OUT_WITHDRAWN = "opt-out-withdrawn"
KINDS = (REVOCATION, OPT_OUT, OPT_OUT_WITHDRAWN, RESTRICTION)
# 42 CFR 2.26(a)(5): a restriction toward a health plan that must be agreed to.
PAID_IN_FULL, OTHER = "paid-in-full", "other"
REASONS = (PAID_IN_FULL, OTHER)
AGREED, DECLINED = "agreed", "declined"
LONGEST_TOKEN = 200


def note_wish(
    house: House,
    *,
    participant: str,
    token: str,
    kind: str,
    day: date,
    reason: str = OTHER,
    by: str,
) -> None:
    """Note a wish under the participant's own token; the hub keeps it re-keyed, never as sent.

    A restriction waits for its answer, except the one that must be agreed to. An opt-out that is
    withdrawn holds no more, from the next computation on; one inside a file ends by a file.
    Refused where the participant, the kind or the token is none, the day lies ahead, or there is
    no opt-out to withdraw.
    """
    with house.begin() as work:
        if kind not in KINDS:
            raise Refused(rule="kind", text=f"the kind is one of {', '.join(KINDS)}", status=422)
        if day > work.now.date():
            raise Refused(rule="day", text="the day lies ahead", status=422)
        person = person_of_token(house, work, participant, token)
        if kind == REVOCATION:
            _revoke(work, participant, person, day)
        elif kind == OPT_OUT:
            _opt_out(work, participant, person, day)
        elif kind == OPT_OUT_WITHDRAWN:
            _opt_in(work, participant, person)
        else:
            _restrict(work, participant, person, day, reason)
        work.tell(f"{kind}-noted", actor=by, participant=participant)


def answer_restriction(house: House, wish: str, *, answer: str, by: str) -> None:
    """Agree to a restriction or decline it; Refused where it is answered, or has to be agreed."""
    with house.begin() as work:
        found = restriction_requests.one(work, wish)
        if found is None:
            raise Refused(rule="no-request", text="there is no such request", status=404)
        if answer not in {AGREED, DECLINED}:
            raise Refused(rule="answer", text="agree to it or decline it", status=422)
        if answer == DECLINED and found.reason == PAID_IN_FULL:
            raise Refused(
                rule="must-agree",
                text="what was paid in full is restricted toward the plan (42 CFR 2.26(a)(5))",
                status=409,
            )
        if not restriction_requests.answer(work, wish, answer=answer, by=by):
            raise Refused(rule="answered", text="the request is answered already", status=409)
        work.tell(f"restriction-{answer}", actor=by, subject=wish, participant=found.participant)


def end_restriction(house: House, wish: str, *, by: str) -> None:
    """End an agreed restriction, as the patient wished or was told."""
    with house.begin() as work:
        found = restriction_requests.one(work, wish)
        if found is None or not restriction_requests.end(work, wish):
            raise Refused(rule="no-request", text="there is no such restriction", status=404)
        work.tell("restriction-ended", actor=by, subject=wish, participant=found.participant)


def wishes_now(work: Work) -> Wishes:
    """Return the wishes that a computation that begins now has to honour."""
    revoked = [
        (each.participant, each.person, REVOCATION, each.revoked_on)
        for each in revocations.every(work)
    ]
    opted = [
        (each.participant, each.person, OPT_OUT, each.since) for each in revocations.opt_outs(work)
    ]
    restricted = [
        (each.participant, each.person, RESTRICTION, each.asked_on)
        for each in restriction_requests.every(work)
        if each.answer == AGREED and each.ended_at is None
    ]
    rows = [*revoked, *opted, *restricted]
    return Wishes(said=pl.DataFrame(rows, schema=SAID, orient="row"))


def person_of_token(house: House, work: Work, participant: str, token: str) -> str:
    """Return the hub's own token of a person whom a participant calls by its own.

    Refused where there is no such participant, no agreement with it, or no token.
    """
    if participants.one(work, participant) is None:
        raise Refused(rule="participant", text="there is no such participant", status=422)
    token = token.strip()
    if not 0 < len(token) <= LONGEST_TOKEN or not token.isprintable():
        raise Refused(rule="token", text="give the token as the participant sends it", status=422)
    facts = agreement_of(work, participant)
    if facts is None:
        raise Refused(
            rule="no-agreement", text="there is no agreement with this participant", status=422
        )
    scope = "" if facts.agreement.linkage is Linkage.KEYED else participant
    return str(rekeyed(pl.Series("person", [token]), house.person_key, scope=scope)[0])


def _revoke(work: Work, participant: str, person: str, day: date) -> None:
    revocations.revoke(
        work,
        Revocation(
            id=work.new_id(),
            participant=participant,
            person=person,
            revoked_on=day,
            received_at=work.now,
        ),
    )


def _opt_out(work: Work, participant: str, person: str, day: date) -> None:
    wish = OptOut(
        id=work.new_id(), participant=participant, person=person, since=day, received_at=work.now
    )
    revocations.opt_out(work, wish)


def _opt_in(work: Work, participant: str, person: str) -> None:
    if not revocations.withdraw_opt_outs(work, participant, person):
        raise Refused(
            rule="no-opt-out",
            text="no opt-out of this patient was noted here, or it is withdrawn already; one that "
            "came with a file ends with the next file",
            status=409,
        )


def _restrict(work: Work, participant: str, person: str, day: date, reason: str) -> None:
    if reason not in REASONS:
        raise Refused(rule="reason", text=f"the reason is one of {', '.join(REASONS)}", status=422)
    must = reason == PAID_IN_FULL
    restriction_requests.add(
        work,
        RestrictionRequest(
            id=work.new_id(),
            participant=participant,
            person=person,
            reason=reason,
            asked_on=day,
            received_at=work.now,
            answer=AGREED if must else None,
            answered_at=work.now if must else None,
        ),
    )
