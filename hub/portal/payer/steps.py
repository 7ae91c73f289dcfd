"""The steps of a submission or a release as a line of points in time."""

from collections.abc import Sequence
from datetime import datetime

from hub.store.ledger import ToldEvent
from hub.store.submissions import Submission
from policies.lifecycle.lifecycles import lifecycle
from schemas.record import record

ENDS = {
    "submission-received": "received",
    "submission-withdrawn": "withdrawn",
    "submission-replaced": "replaced",
    "records-destroyed": "destroyed",
    "submission-abandoned": "abandoned",
}
RELEASE_STEPS = ("frozen", "computing", "protecting", "previewed", "approved", "published")
# The steps that the hub takes by itself.
COMPUTED = RELEASE_STEPS[:3]
# How many of them surely lie behind a release whose way was broken off.
BEHIND = {"failed": 1, "discarded": 1, "draft": 4}


@record
class Step:
    """A state; `done` if it lies behind, `now` if the thing is in it."""

    state: str
    at: datetime | None
    done: bool
    now: bool


def steps_of(found: Submission, told: Sequence[ToldEvent]) -> list[Step]:
    """Return the steps of a submission: those behind it, where it is, and those to come."""
    reached: dict[str, datetime] = {"received": found.received_at}
    for event in told:
        state = ENDS.get(event.name) or str(event.facts.get("to_state", ""))
        if state:
            reached[state] = event.at
    last = _last(found)
    way = ["received", *lifecycle("submission").steps, last]
    if found.state in {"withdrawn", "replaced", "quarantined", "destroyed"}:
        way = [*way, found.state] if found.state != last else way
    here = way.index(found.state) if found.state in way else len(way) - 1
    ended = found.state not in {"received", *lifecycle("submission").steps}
    if ended:
        # Of a way that was broken off, the steps that were never reached are not shown.
        way = [state for state in way if state in reached or state == found.state]
        here = len(way) - 1
    return [
        Step(
            state=state,
            at=reached.get(state),
            done=place < here or (place == here and ended),
            now=place == here and not ended,
        )
        for place, state in enumerate(way)
    ]


def release_steps(state: str) -> list[Step]:
    """Return the steps of a release; one that was turned back or replaced stands at its end."""
    if state == "signed":
        state = "approved"
    way = list(RELEASE_STEPS[: BEHIND.get(state)])
    if state not in way:
        way.append(state)
    here = way.index(state)
    ended = state in {"published", "corrected", "withdrawn", "discarded"}
    return [
        Step(
            state=each,
            at=None,
            done=place < here or (ended and place == here),
            now=place == here and not ended,
        )
        for place, each in enumerate(way)
    ]


def _last(found: Submission) -> str:
    ends = {"refused", "failed", "tried", "abandoned"}
    if found.state in ends:
        return found.state
    return "tried" if found.dry_run else "accepted"
