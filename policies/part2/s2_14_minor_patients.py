"""42 CFR 2.14: who signs for a minor; the state's law says from which age a minor acts alone."""

from datetime import date

from policies.consent.consent import PATIENT, REPRESENTATIVE, Standing
from policies.parameter import parameter
from policies.request import DisclosureRequest
from policies.rule import Deny, Silent, restriction
from policies.states.loaded import treatment_age


@restriction("42 CFR 2.14", effective=date(1987, 8, 10), row="9")
def s2_14_minor_patients(request: DisclosureRequest) -> Deny | Silent:
    """A minor who may obtain treatment alone signs alone; otherwise minor and parent both sign."""
    if request.age is None or request.age >= parameter("age_of_majority", on=request.on):
        return Silent(text="the patient is not known to be a minor")
    if request.consent.standing is not Standing.IN_FORCE:
        return Silent(text="there is no consent in force that a minor would have had to sign")
    alone_from = treatment_age(request.state, on=request.on)
    if alone_from is None:
        return Deny(
            text="the state's law says who signs for a minor, and no such rule is at hand here"
        )
    if request.age >= alone_from and PATIENT not in request.signers:
        return Deny(text="a minor who may obtain treatment alone must sign the consent")
    if request.age < alone_from and not request.signers >= {PATIENT, REPRESENTATIVE}:
        return Deny(text="the minor and a parent or guardian must both sign the consent")
    return Silent(text="the consent is signed by whom the state's law names")
