"""What statutes of several states ask for: a written consent, or work for the holder."""

from policies.agreement.instrument import InstrumentKind
from policies.consent.consent import Standing
from policies.part2.s2_33_a_written_consent import takes_in
from policies.request import DisclosureRequest
from policies.sensitivity import excluded


def consented(request: DisclosureRequest) -> bool:
    """Tell whether a written consent in force takes in records with these labels."""
    consent = request.consent
    return (
        consent.standing is Standing.IN_FORCE
        and takes_in(consent, request)
        and not excluded(consent.redact, request.sensitivity, part2=False)
    )


def serves_as_business_associate(request: DisclosureRequest) -> bool:
    """Tell whether the recipient serves the contributor under a business associate agreement."""
    agreement, parties = request.agreement, (request.contributor, request.recipient.id)
    return agreement is not None and bool(
        agreement.instrument(InstrumentKind.BAA, *parties, on=request.on)
    )
