"""45 CFR 164.512(b): public health authorities."""

from datetime import date

from policies.purpose import PUBLIC_HEALTH, covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

AUTHORITY = "public-health-authority"


@ground("45 CFR 164.512(b)", effective=date(2003, 4, 14), row="13")
def s164_512_b_public_health(request: DisclosureRequest) -> Permit | Silent:
    """A public health authority may receive records for public health; Part 2 says less."""
    if not covers(PUBLIC_HEALTH, request.purpose):
        return Silent(text="the purpose is not public health", relevant=False)
    if request.recipient.type != AUTHORITY:
        return Silent(text="the recipient is no public health authority")
    return Permit(text="the recipient is a public health authority and asks for public health")
