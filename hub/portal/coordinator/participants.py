"""Who takes part: the agreement of each, what came last, and what is missing."""

from flask import render_template

from hub.portal.access import looking, requires
from hub.portal.blueprint import portal
from hub.portal.payer.agreement import missing
from hub.services.agreement_facts import AgreementFacts, agreement_of
from hub.store import participants, submissions
from hub.store.participants import Participant
from hub.store.submissions import Submission
from hub.store.work import Work
from schemas.record import record

MANY = 2000
HANDING_IN = ("payer", "practice")


@record
class Standing:
    """A participant, its agreement, its last submission, and what is missing, in plain words."""

    participant: Participant
    agreement: AgreementFacts | None
    last: Submission | None
    missing: tuple[str, ...]


@portal.get("/participants")
@requires("participant.read")
def list_participants() -> str:
    """Show all participants, those first of whom something is missing."""
    with looking("participant.read") as work:
        last = _last(work)
        rows = [_standing(work, each, last.get(each.id)) for each in participants.every(work)]
    rows.sort(key=lambda row: (not row.missing, row.participant.kind, row.participant.name))
    waiting = sum(1 for row in rows if row.missing)
    kinds = sorted({row.participant.kind for row in rows})
    counts = {kind: sum(1 for row in rows if row.participant.kind == kind) for kind in kinds}
    return render_template(
        "coordinator/participants.html", rows=rows, waiting=waiting, counts=counts
    )


def _last(work: Work) -> dict[str, Submission]:
    found: dict[str, Submission] = {}
    for each in submissions.latest(work, at_most=MANY):
        found.setdefault(each.participant, each)
    return found


def _standing(work: Work, participant: Participant, last: Submission | None) -> Standing:
    facts = agreement_of(work, participant.id)
    return Standing(
        participant=participant,
        agreement=facts,
        last=last,
        missing=tuple(_missing(work, participant, facts, last)),
    )


def _missing(
    work: Work, participant: Participant, facts: AgreementFacts | None, last: Submission | None
) -> list[str]:
    if participant.kind not in HANDING_IN or participant.left_at is not None:
        return []
    if facts is None:
        return ["No agreement is drafted."]
    found = missing(work, facts)
    if last is None:
        return [*found, "Nothing was handed in yet."]
    if last.state in {"refused", "failed"}:
        return [*found, "The last file was not taken in."]
    return found
