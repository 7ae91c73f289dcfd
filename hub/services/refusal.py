"""A refusal by a rule of the hub: an outcome in plain words, with the status that HTTP gives it."""

from policies.lifecycle.lifecycle import ImpossibleTransition
from policies.lifecycle.lifecycles import transition
from schemas.problem import Problem


class Refused(Exception):
    """What was asked for is not done; `rule` is a short name, `text` says why."""

    def __init__(self, *, rule: str, text: str, status: int) -> None:
        super().__init__(text)
        self.rule, self.text, self.status = rule, text, status

    @property
    def problem(self) -> Problem:
        """The refusal as a problem document."""
        return Problem(type=self.rule, title=self.text, status=self.status)


def state_after(lifecycle: str, state: str, event: str) -> str:
    """Return the state that an event leads to; Refused where the state does not know it."""
    try:
        return transition(lifecycle, state, event)
    except ImpossibleTransition as impossible:
        raise Refused(rule="wrong-state", text=str(impossible), status=409) from None
