"""45 CFR 164.508: the patient's authorization."""

from datetime import date

from policies.consent.consent import Standing
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground


@ground("45 CFR 164.508", effective=date(2003, 4, 14), row="10")
def s164_508_authorization(request: DisclosureRequest) -> Permit | Silent:
    """What the patient authorized in writing may be disclosed as authorized."""
    consent = request.consent
    if consent.standing is not Standing.IN_FORCE or consent.only:
        return Silent(text="the patient did not authorize all of this in writing", relevant=False)
    return Permit(text="the patient authorized the disclosure in writing", redact=consent.redact)
