"""45 CFR 164.508(a)(2): psychotherapy notes."""

from datetime import date

from policies.data_class import PSYCHOTHERAPY_NOTES
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction


@restriction("45 CFR 164.508(a)(2)", effective=date(2003, 4, 14), row="22b")
def s164_508_a_2_psychotherapy_notes(request: DisclosureRequest) -> Deny | Silent:
    """Psychotherapy notes are refused always, on every basis and for every purpose."""
    if request.data_class != PSYCHOTHERAPY_NOTES and "PSYTHPN" not in request.sensitivity:
        return Silent(text="these are not psychotherapy notes")
    return Deny(text="psychotherapy notes are never passed on")
