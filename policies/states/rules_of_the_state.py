"""State law: the statutes of the contributor's state decide, where they are known."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground
from policies.states.loaded import states


@ground("state law", effective=date(2000, 1, 1), row="22a")
def rules_of_the_state(request: DisclosureRequest) -> Permit | Silent:
    """Where a state's statutes are written down as rules, these decide."""
    if request.state not in states():
        return Silent(text="no rules of the contributor's state are at hand", relevant=False)
    return Permit(text="the rules of the contributor's state are asked")
