"""Abandon an upload that did not come to its end: its key is free again, and its bytes are gone."""

from hub.services.house import House
from hub.services.submissions.kept_keys import destroy_what_is_not_kept
from hub.store import idempotency_keys, submissions
from hub.store.work import Work
from policies.lifecycle.lifecycles import transition


def abandon_upload(house: House, submission: str, *, participant: str, actor: str) -> None:
    """Abandon an upload that is still being received, and destroy what came of it in any case."""
    with house.begin(within=participant) as work:
        note_abandoned(work, submission, actor=actor)
    destroy_what_is_not_kept(house.vault, submission, "abandoned")


def abandon_broken_uploads(house: House) -> int:
    """Abandon the uploads of which no byte came for too long; return how many it was."""
    with house.look() as work:
        broken = submissions.broken_uploads(work)
    for each in broken:
        abandon_upload(house, each.id, participant=each.participant, actor="")
    return len(broken)


def note_abandoned(work: Work, submission: str, *, actor: str) -> bool:
    """Note that an upload is abandoned, and free its key; False where it had come to its end."""
    moved = submissions.move(
        work,
        submission,
        from_states=["receiving"],
        to_state=transition("submission", "receiving", "abandon"),
    )
    if moved is None:
        return False
    idempotency_keys.free_of(work, submission)
    work.tell("submission-abandoned", actor=actor, subject=submission)
    return True
