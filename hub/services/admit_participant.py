"""Let a participant into the network."""

from hub.services.refusal import Refused
from hub.store import participants
from hub.store.participants import Participant
from hub.store.work import Work
from schemas.shape import Shape

KINDS = ("payer", "practice", "purchaser", "program", "convener")


def admit_participant(work: Work, participant: Participant, *, by: str) -> None:
    """Add a participant; Refused where its id is taken or no short name, or its kind unknown."""
    if not Shape.ID.fits(participant.id):
        raise Refused(
            rule="participant-id",
            text="the id is a short name in small letters, digits and hyphens",
            status=422,
        )
    if participant.kind not in KINDS:
        raise Refused(
            rule="participant-kind", text=f"the kind is one of {', '.join(KINDS)}", status=422
        )
    if participants.one(work, participant.id) is not None:
        raise Refused(
            rule="participant-there", text="there is a participant of this id", status=409
        )
    participants.add(work, participant)
    work.tell("participant-joined", actor=by, subject=participant.id, participant=participant.id)
