"""42 CFR 2.31(a): what a written consent must hold, by the day on which it was signed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from policies.consent.consent import Consent, Expiry, Provision
from policies.parameter import words
from policies.purpose import any_covers

# The parameters that decide what a consent must hold; they turn on the day of signature.
PARAMETERS = ("consent_elements", "consent_without_expiry")

# What each element is called to the patient, and its paragraph.
NAMES = MappingProxyType(
    {
        "patient_named": ("the name of the patient", "42 CFR 2.31(a)(1)"),
        "discloser_named": ("who may disclose", "42 CFR 2.31(a)(2)"),
        "information_described": ("a description of the information", "42 CFR 2.31(a)(3)"),
        "recipient_named": ("the name of the recipient", "42 CFR 2.31(a)(4)"),
        "purpose_stated": ("the purpose", "42 CFR 2.31(a)(5)"),
        "right_to_revoke_stated": ("the right to revoke", "42 CFR 2.31(a)(6)"),
        "expiry_stated": ("an expiry", "42 CFR 2.31(a)(7)"),
        "signed": ("the signature", "42 CFR 2.31(a)(8)"),
        "date_signed": ("the date of signature", "42 CFR 2.31(a)(9)"),
        "redisclosure_stated": ("the statements on redisclosure", "42 CFR 2.31(a)(10)"),
    }
)
_FOR_ALL_FUTURE_USES = "redisclosure_stated"


def missing_elements(consent: Consent) -> tuple[str, ...]:
    """Return the elements that the consent lacks, in the order of the paragraph.

    A consent signed before 2026-02-16 under the old elements stays usable. The statements on
    redisclosure belong to a consent for treatment, payment and operations alone.
    """
    if consent.signed is None:
        # Without a day nothing tells which rules it was signed under: the newest apply.
        return _lacking(consent, words("consent_elements", on=date.max), date.max, "date_signed")
    day = consent.signed.day
    return _lacking(consent, words("consent_elements", on=day), day)


def permitted_purposes(consent: Consent) -> frozenset[str]:
    """Return the purposes that the consent states for what it permits."""
    return frozenset().union(*(part.purposes for part in permissions(consent.provisions)))


def permits_anything(provisions: tuple[Provision, ...]) -> bool:
    """Tell whether any of the provisions permits, at any depth; else they are a mere refusal."""
    return any(True for _ in permissions(provisions))


def permissions(
    provisions: tuple[Provision, ...], above: Provision | None = None
) -> Iterator[Provision]:
    """Yield each provision that permits, at any depth, with what it takes over from those above."""
    for written in provisions:
        provision = _taking_over(written, above) if above else written
        if provision.permits:
            yield provision
        yield from permissions(provision.exceptions, provision)


def _taking_over(provision: Provision, above: Provision) -> Provision:
    return replace(
        provision,
        recipients=provision.recipients or above.recipients,
        purposes=provision.purposes or above.purposes,
        data_classes=provision.data_classes or above.data_classes,
        labels=provision.labels or above.labels,
        unseen=provision.unseen or above.unseen,
    )


def _lacking(
    consent: Consent, required: tuple[str, ...], day: date, *without: str
) -> tuple[str, ...]:
    held = set(consent.elements) - set(without)
    if not _expiry_holds(consent, day):
        held.discard("expiry_stated")
    if not _within(consent, words("consent_purposes", on=date.max)):
        held.add(_FOR_ALL_FUTURE_USES)
    return tuple(name for name in required if name not in held)


def _expiry_holds(consent: Consent, signed: date) -> bool:
    if consent.expiry is Expiry.NONE:
        return _within(consent, words("consent_without_expiry", on=signed))
    if consent.expiry is Expiry.DAY:
        return consent.ends is not None
    return consent.expiry is Expiry.EVENT


def _within(consent: Consent, allowed: tuple[str, ...]) -> bool:
    purposes = permitted_purposes(consent)
    return bool(purposes) and all(any_covers(frozenset(allowed), name) for name in purposes)
