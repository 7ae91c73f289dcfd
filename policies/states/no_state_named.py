"""State law: a request that names no state."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

FIND_OUT = "find out which state's law governs: nobody named the contributor's state"


@ground("state law", effective=date(2000, 1, 1), row="22a")
def no_state_named(request: DisclosureRequest) -> Permit | Silent:
    """Where nobody names a state, federal law alone is applied, and that is said."""
    if request.state:
        return Silent(text="the contributor's state is named", relevant=False)
    return Permit(
        text="no state is named, so no state's law was applied",
        obligations=frozenset({FIND_OUT}),
    )
