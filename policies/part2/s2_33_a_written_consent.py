"""42 CFR 2.31 and 2.33(a): disclosure with the patient's written consent."""

from datetime import date
from types import MappingProxyType

from policies import sensitivity
from policies.consent.consent import ConsentState, Standing
from policies.consent.elements import NAMES
from policies.part2.s2_32_notice import RESTING_ON_CONSENT
from policies.request import DisclosureRequest
from policies.rule import Permit, Silent, ground

CONTRACTORS_ONLY = "pass the records only to own contractors, in writing (42 CFR 2.33(b)(3), (c))"

# Why a consent does not permit, and where the law says so.
_WHY_NOT = MappingProxyType(
    {
        Standing.NONE: ("there is no consent of the patient", "42 CFR 2.13(a)"),
        Standing.REFUSED: ("the patient refused this disclosure", "42 CFR 2.13(a)"),
        Standing.REVOKED: ("the patient revoked the consent", "42 CFR 2.31(c)"),
        Standing.UNVERIFIED: ("the consent was checked and found false", "42 CFR 2.31(c)"),
        Standing.EXPIRED: ("the consent has expired", "42 CFR 2.31(c)"),
        Standing.NOT_YET: ("the consent is not in force yet", "42 CFR 2.31(c)"),
        Standing.COMBINED: (
            "the consent must stand alone, and is combined with another",
            "42 CFR 2.31(b), (d)",
        ),
        Standing.CLASS_ONLY: (
            "the consent names a class of recipients, and nothing shows that this one is of it",
            "42 CFR 2.31(a)(4)",
        ),
        Standing.OTHER_DISCLOSER: (
            "the consent lets somebody else disclose, not this contributor",
            "42 CFR 2.31(a)(2)",
        ),
        Standing.OTHER_RECIPIENT: (
            "the consent names another recipient",
            "42 CFR 2.31(a)(4)",
        ),
        Standing.OTHER_PURPOSE: ("the consent is for another purpose", "42 CFR 2.31(a)(5)"),
        Standing.OTHER_RECORDS: ("the consent does not take in these records", "42 CFR 2.31(a)(3)"),
    }
)


@ground("42 CFR 2.31, 2.33(a)", effective=date(1987, 8, 10), row="9")
def s2_33_a_written_consent(request: DisclosureRequest) -> Permit | Silent:
    """A complete written consent, in force, permits the disclosure that it describes."""
    consent = request.consent
    if consent.standing is Standing.DEFICIENT:
        names, citations = zip(*(NAMES[name] for name in consent.missing), strict=True)
        return Silent(text=f"the consent lacks {', '.join(names)}", citation="; ".join(citations))
    if consent.standing is not Standing.IN_FORCE:
        refused = sensitivity.excluded(consent.redact, request.sensitivity, part2=True)
        standing = Standing.REFUSED if refused else consent.standing
        text, citation = _WHY_NOT[standing]
        return Silent(text=text, citation=citation, no_consent=standing is Standing.NONE)
    if not takes_in(consent, request):
        return Silent(
            text=f"the consent takes in only records labelled {', '.join(sorted(consent.only))}",
            citation="42 CFR 2.31(a)(3)",
        )
    obligations = RESTING_ON_CONSENT
    if request.recipient.type == "lawful-holder":
        obligations |= {CONTRACTORS_ONLY}
    redact = consent.redact | _outside(consent, request)
    but = f", but for what is labelled {', '.join(sorted(redact))}" if redact else ""
    return Permit(
        text=f"the patient consented in writing{but}", obligations=obligations, redact=redact
    )


def takes_in(consent: ConsentState, request: DisclosureRequest) -> bool:
    """Tell whether a consent limited to certain labels takes in records with these labels."""
    return not consent.only or any(
        sensitivity.speaks_of(stated, request.sensitivity, part2=True) for stated in consent.only
    )


def _outside(consent: ConsentState, request: DisclosureRequest) -> frozenset[str]:
    """Return the labels of the records that a consent limited to other labels leaves out."""
    if not consent.only or any(
        sensitivity.speaks_of(stated, frozenset(), part2=True) for stated in consent.only
    ):
        return frozenset()
    return frozenset(
        label
        for label in request.sensitivity - sensitivity.PART2_LABELS
        if not any(sensitivity.covers(stated, label) for stated in consent.only)
    )
