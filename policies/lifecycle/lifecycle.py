"""The life of a thing as data: its states, what turns one into the next, and what each allows."""

from collections.abc import Mapping

from schemas.record import record


class ImpossibleTransition(Exception):
    """An event that the state does not know: the thing stays as it is."""

    def __init__(self, kind: str, state: str, event: str) -> None:
        super().__init__(f"a {kind} that is {state} cannot {event}")
        self.kind, self.state, self.event = kind, state, event


class UnknownLifecycle(LookupError):
    """Nothing of this kind has a lifecycle."""


@record
class Lifecycle:
    """One kind of thing: `arrows` maps (state, event) to the next state.

    `allows` says what may be done with a thing in a state, whoever asks; who may ask is for others
    to say. `steps` are the states in which work is going on, in order: a crash may leave any.
    """

    kind: str
    first: str
    arrows: Mapping[tuple[str, str], str]
    allows: Mapping[str, frozenset[str]]
    steps: tuple[str, ...] = ()

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, in the order in which the arrows come to them."""
        reached = {self.first: None}
        for (state, _), following in self.arrows.items():
            reached |= {state: None, following: None}
        return tuple(reached)

    @property
    def final(self) -> frozenset[str]:
        """The states that nothing leads out of."""
        return frozenset(self.states) - {state for state, _ in self.arrows}

    def events(self, state: str) -> tuple[str, ...]:
        """Return the events that a thing in this state knows."""
        return tuple(event for known, event in self.arrows if known == state)
