"""State law: a state whose statutes nobody wrote down."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction
from policies.states.loaded import states


@restriction("state law", effective=date(2000, 1, 1), row="22a")
def state_without_rules(request: DisclosureRequest) -> Deny | Silent:
    """Identifiable records from a state without rules are refused, and that is said."""
    if not request.state or request.state in states():
        return Silent(text="no state without rules is concerned")
    return Deny(
        text="the hub has no rules of this state, so nothing that tells who a person is may move"
    )
