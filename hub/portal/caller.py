"""The person who calls: for whom, and what the scopes of the roles open."""

from collections.abc import Mapping

from hub.store.roles import EVERY
from hub.store.walls import EVERY_PARTICIPANT
from schemas.record import record


@record
class Caller:
    """A person who has signed in.

    `title` is what the page calls the person, `kind` that of the participant; `reach` tells for
    each scope whether it opens the rows of all participants or those of the own one.
    """

    user: str
    title: str
    participant: str
    kind: str
    reach: Mapping[str, str]

    def may(self, scope: str) -> bool:
        """Tell whether a scope is open."""
        return scope in self.reach

    def within(self, scope: str) -> str:
        """Return whose rows a scope opens, as the store wants it said."""
        return EVERY_PARTICIPANT if self.reach.get(scope) == EVERY else self.participant
