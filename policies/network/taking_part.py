"""What the network exists for."""

from datetime import date

from policies.request import DisclosureRequest
from policies.rule import Permit, ground


@ground("network charter: taking part", effective=date(2000, 1, 1), row="1")
def taking_part(_request: DisclosureRequest) -> Permit:
    """The network takes part in what law and agreement allow, but for what its charter refuses."""
    return Permit(text="the charter of the network does not refuse this")
