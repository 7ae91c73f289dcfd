"""Let a participant into the network, and note that one has left."""

from hub.services.refusal import Refused
from hub.store import participants
from hub.store.participants import Participant
from hub.store.work import Work
from schemas.shape import Shape

KINDS = ("payer", "practice", "purchaser", "program", "convener")
CAPACITIES = ("covered-entity", "part2-program", "lawful-holder", "none")
LONGEST_NAME = 200


def admit_participant(work: Work, participant: Participant, *, by: str) -> None:
    """Add a participant; Refused where its id is taken or no short name, or its kind unknown."""
    for rule, text, right in _checks(participant):
        if not right:
            raise Refused(rule=rule, text=text, status=422)
    if participants.one(work, participant.id) is not None:
        raise Refused(
            rule="participant-there", text="there is a participant of this id", status=409
        )
    if not participants.add_if_new(work, participant):
        raise Refused(
            rule="practice-there", text="another participant has this practice key", status=409
        )
    work.tell("participant-joined", actor=by, subject=participant.id, participant=participant.id)


def part_with(work: Work, participant: str, *, by: str) -> None:
    """Note that a participant has left; its agreements are ended for themselves."""
    known = participants.one(work, participant)
    if known is None:
        raise Refused(rule="participant", text="there is no such participant", status=404)
    if known.kind == "convener":
        raise Refused(rule="convener", text="the convener cannot leave", status=409)
    if not participants.part(work, participant):
        raise Refused(rule="participant-left", text="it has left before", status=409)
    work.tell("participant-left", actor=by, subject=participant, participant=participant)


def _checks(participant: Participant) -> tuple[tuple[str, str, bool], ...]:
    state = participant.state
    return (
        (
            "participant-id",
            "the id is a short name in small letters, digits and hyphens",
            Shape.ID.fits(participant.id),
        ),
        (
            "participant-kind",
            f"the kind is one of {', '.join(KINDS)}",
            participant.kind in KINDS,
        ),
        (
            "participant-capacity",
            f"what the law calls it is one of {', '.join(CAPACITIES)}",
            participant.capacity in CAPACITIES,
        ),
        (
            "participant-name",
            "give a name in one line",
            0 < len(participant.name) <= LONGEST_NAME and participant.name.isprintable(),
        ),
        (
            "participant-state",
            "the state is its two letters",
            state is None or (len(state) == 2 and state.isascii() and state.isalpha()),
        ),
        (
            "participant-practice",
            "the practice key has at most 64 letters",
            participant.practice is None or len(participant.practice) <= 64,
        ),
    )
