"""The network honours a person's no, where no law asks it to."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("network charter: honour_opt_outs", effective=date(2000, 1, 1), row="6a")
def honour_opt_outs(request: DisclosureRequest) -> Deny | Silent:
    """Who opted out of the network is left out on every basis: the network's policy, not law.

    A term of the agreement may switch it off; the default is on.
    """
    if not request.opted_out:
        return Silent(text="the person has not opted out of the network")
    if request.agreement is not None and not request.agreement.honour_opt_outs:
        return Silent(text="this agreement does not honour opt-outs of the network")
    return Deny(text="the person opted out of the network, which honours that as its own policy")
