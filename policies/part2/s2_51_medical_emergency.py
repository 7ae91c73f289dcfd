"""42 CFR 2.51: a medical emergency, and the record that must be made of it."""

from datetime import date
from types import MappingProxyType

from policies.consent.consent import Standing
from policies.purpose import covers
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

EMERGENCY = "ETREAT"

# What must be written down at once (42 CFR 2.51(c)), and that consent could not be had (2.51(a)).
RECORD = MappingProxyType(
    {
        "recipient": "who received the records",
        "discloser": "who disclosed them",
        "time": "the day and time",
        "nature": "the nature of the emergency",
        "consent-unobtainable": "that the patient's consent could not be obtained",
    }
)
WRITE_IT_DOWN = (
    "keep the record of the emergency with the patient's records: recipient, discloser, day and"
    " time, nature (42 CFR 2.51(c))"
)


@ground("42 CFR 2.51", effective=date(1987, 8, 10), row="12")
def s2_51_medical_emergency(request: DisclosureRequest) -> Permit | Silent:
    """Medical personnel may receive records in an emergency that has been written down."""
    if not covers(EMERGENCY, request.purpose):
        return Silent(text="the purpose is not emergency treatment", relevant=False)
    if missing := [words for name, words in RECORD.items() if name not in request.emergency]:
        return Silent(
            text=f"the record of the emergency lacks {', '.join(missing)}",
            citation="42 CFR 2.51(a), (c)",
        )
    if request.consent.standing is Standing.REFUSED:
        return Silent(text="the patient was asked and refused", citation="42 CFR 2.51(a)")
    return Permit(
        text="there is a medical emergency, and it has been written down",
        obligations=frozenset({WRITE_IT_DOWN}),
    )


def told_of_emergency(request: DisclosureRequest) -> bool:
    """Tell whether the request is for an emergency of which everything has been written down."""
    return covers(EMERGENCY, request.purpose) and set(RECORD) <= request.emergency
