"""A claimed submission and its lease, moved on state by state, and only by whoever holds it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hub.intake.outcome import Reason
from hub.services.agreements.facts import agreement_facts
from hub.services.heartbeat import LEASE
from hub.services.house import House
from hub.store import agreements, submissions
from hub.store.submissions import Submission
from hub.store.work import Work
from policies.lifecycle.lifecycles import lifecycle, transition

ATTEMPTS = 3
WAITING = ("received", *lifecycle("submission").steps)
_VERBS = {following: event for (_, event), following in lifecycle("submission").arrows.items()}
NO_LONGER_LET_IN = Reason(
    rule="agreement-not-active", text="the agreement does not let anything in any more"
)
NOTHING_TO_REPLACE = Reason(
    rule="nothing-to-replace", text="what it replaces is no longer among the accepted submissions"
)


class NotAcceptable(Exception):
    """What was sound when it was handed in cannot be accepted any more; nothing was changed."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.rule)
        self.reason = reason


class HeldSubmission:
    """What a worker has in hand; LostLease where it turns out that it holds it no longer."""

    def __init__(self, house: House, claimed: Submission) -> None:
        self.house, self.now = house, claimed

    @property
    def is_spent(self) -> bool:
        """Tell whether workers died of it, or failed with it, as often as is borne."""
        return self.now.attempts > ATTEMPTS

    def restart(self) -> None:
        """Bring what a dead worker left in a step back to where the work begins."""
        if self.now.state != "received":
            self._move(transition("submission", self.now.state, "restart"))

    def renew(self) -> None:
        """Hold the lease on; also from another thread than that of the work."""
        with self.house.begin() as work:
            submissions.renew(work, self.now, lasting=LEASE)

    def step(self, name: str) -> None:
        """Note that the run has come to a step, and hold the lease on."""
        if self.now.state != name:
            self._move(transition("submission", self.now.state, _VERBS[name]))

    def accept(self, told: Callable[[Work], None], **facts: Any) -> Submission:
        """Accept it in the place of what it replaces; NotAcceptable where that came too late."""
        with self.house.begin() as work:
            # Whoever ends the agreement at this moment waits for us, or we for him.
            agreements.hold(work, self.now.agreement)
            if not agreement_facts(work, self.now.agreement).may("hand-in"):
                raise NotAcceptable(NO_LONGER_LET_IN)
            if self.now.replaces is not None:
                self._replace(work, self.now.replaces)
            return self._close(work, "accept", told, facts)

    def close(self, event: str, told: Callable[[Work], None], **facts: Any) -> Submission:
        """Take the last step, and give the lease back."""
        with self.house.begin() as work:
            return self._close(work, event, told, facts)

    def give_up(self) -> None:
        """Leave the submission for another attempt; after some attempts it has failed."""
        if self.now.attempts >= ATTEMPTS:
            self.fail(reason="internal")
            return
        with self.house.begin() as work:
            pause = work.now + timedelta(seconds=5 * 4**self.now.attempts)
            submissions.let_go(work, self.now, again_at=pause)

    def fail(self, *, reason: str) -> Submission:
        """End the work: it failed, and nobody takes it up again by himself."""
        if self.now.state == "received":
            self.step("reading")
        return self.close("fail", lambda _: None, reason=reason)

    def _move(self, to_state: str) -> None:
        with self.house.begin() as work:
            held = submissions.renew(work, self.now, lasting=LEASE)
            moved = submissions.advance(work, held, to_state=to_state)
            self._tell(work, to_state)
        self.now = moved

    def _replace(self, work: Work, replaced: str) -> None:
        if submissions.move(work, replaced, from_states=["accepted"], to_state="replaced") is None:
            raise NotAcceptable(NOTHING_TO_REPLACE)
        work.tell("submission-replaced", subject=replaced, participant=self.now.participant)

    def _close(
        self, work: Work, event: str, told: Callable[[Work], None], facts: dict[str, Any]
    ) -> Submission:
        told(work)
        to_state = transition("submission", self.now.state, event)
        ended = submissions.advance(work, self.now, to_state=to_state, last=True, **facts)
        self._tell(work, to_state)
        return ended

    def _tell(self, work: Work, to_state: str) -> None:
        work.tell(
            "submission-moved",
            subject=self.now.id,
            participant=self.now.participant,
            from_state=self.now.state,
            to_state=to_state,
        )
