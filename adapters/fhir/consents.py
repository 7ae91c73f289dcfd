"""The rules of a FHIR Consent, each as a directive of its own.

One for the consent as a whole and one for each provision inside it. A consent that forbids as a
whole and permits inside is silent but for what it permits: silence denies. A resource shows that
an element of 42 CFR 2.31(a) is there; it never shows that the document lacks one, so an element
is true or not said. Source: HL7 FHIR R4 Consent, v3-ActCode, security-role-type.
"""

from collections.abc import Iterator

from msgspec import Raw, Struct

from adapters.fhir.concepts import parts
from adapters.fhir.datatypes import ABSENT, NO_PERIOD, NO_REFERENCE, Element, Period, Reference
from adapters.fhir.failures import FAILURES
from adapters.fhir.resource import Resource
from adapters.fhir.unit import Unit
from adapters.fhir.words import words_in

PRIVACY = "patient-privacy"
FORBIDDING = frozenset({"optout", "optoute"})
PERMITTING = frozenset({"optin", "optinr"})
# Who hands out, and who speaks; every other actor receives.
DISCLOSERS = frozenset({"cst", "custodian", "aut", "inf"})
SPEAKERS = frozenset({"grantor", "consenter", "conspt", "datasubj", "delegator"})
# Actors that are no private persons: these may be named among the recipients.
PUBLIC = ("Organization/", "Practitioner/", "PractitionerRole/", "CareTeam/", "HealthcareService/")


class Actor(Element, frozen=True):
    """Somebody whom a provision names, and as what."""

    role: Raw = ABSENT
    reference: Reference = NO_REFERENCE


class Provision(Struct, frozen=True, rename="camel", kw_only=True):
    """A rule of a consent, and the rules inside it."""

    type: str | None = None
    period: Period = NO_PERIOD
    actor: tuple[Actor, ...] = ()
    security_label: Raw = ABSENT
    purpose: Raw = ABSENT
    class_: Raw = ABSENT
    code: Raw = ABSENT
    data_period: Raw = ABSENT
    data: Raw = ABSENT
    provision: tuple["Provision", ...] = ()


class Verification(Element, frozen=True):
    """Whether somebody verified the consent with the person."""

    verified: bool = False


class Consent(Resource, tag="Consent"):
    """A consent, as far as the table looks."""

    status: str | None = None
    scope: Raw = ABSENT
    category: Raw = ABSENT
    patient: Reference = NO_REFERENCE
    date_time: str | None = None
    organization: tuple[Reference, ...] = ()
    source_attachment: Raw = ABSENT
    source_reference: Raw = ABSENT
    policy_rule: Raw = ABSENT
    verification: tuple[Verification, ...] = ()
    provision: Provision = Provision()


class Directive(Struct, frozen=True):
    """One rule of a consent, with what it takes over from the rule around it."""

    consent: Consent
    key: str | None
    decision: str | None
    kind: str
    provision: Provision


def directives(consent: Consent, unit: Unit) -> Iterator[Directive]:
    """Yield the rules of a privacy consent; one to treatment or research is another matter."""
    del unit
    scope = words_in(consent.scope)
    if scope and PRIVACY not in scope:
        return
    whole = consent.provision
    inside = list(_inside(whole))
    decision = whole.type or _base(consent)
    exceptions = any(found.type == "permit" for found in inside)
    if not (inside and (decision is None or (decision == "deny" and exceptions))):
        kind = "opt-out" if decision == "deny" else "part2"
        yield Directive(consent, consent.id, decision, kind, whole)
    for number, provision in enumerate(inside, 1):
        inner_key = f"{consent.id}.{number}" if consent.id else None
        yield Directive(consent, inner_key, provision.type, "part2", provision)


def receivers(directive: Directive) -> list[Actor]:
    """Return the actors that receive."""
    return [
        actor
        for actor in directive.provision.actor
        if words_in(actor.role).isdisjoint(DISCLOSERS | SPEAKERS)
    ]


def recipients(directive: Directive) -> str | None:
    """Return the recipients that are no private persons, by id or by name, joined by ;."""
    names = (_recipient(actor.reference) for actor in receivers(directive))
    return ";".join(dict.fromkeys(name for name in names if name)) or None


def purposes(directive: Directive) -> str | None:
    """Return the purposes of use, joined by ;."""
    return _joined(directive.provision.purpose)


def data_classes(directive: Directive) -> str | None:
    """Return the labels, classes and codes of the data covered, joined by ;."""
    provision = directive.provision
    return _joined(provision.security_label, provision.class_, provision.code)


def names_discloser(directive: Directive) -> bool:
    """Say whether the consent names who may disclose."""
    actors = directive.provision.actor
    return bool(directive.consent.organization) or any(
        not words_in(actor.role).isdisjoint(DISCLOSERS) for actor in actors
    )


def describes_data(directive: Directive) -> bool:
    """Say whether the consent describes the information."""
    provision = directive.provision
    described = (
        provision.security_label,
        provision.class_,
        provision.code,
        provision.data,
        provision.data_period,
    )
    return any(found is not ABSENT for found in described)


def is_signed(directive: Directive) -> bool:
    """Say whether the signed document is at hand, or was verified with the person."""
    consent = directive.consent
    source = consent.source_attachment is not ABSENT or consent.source_reference is not ABSENT
    return source or any(found.verified for found in consent.verification)


def _base(consent: Consent) -> str | None:
    """Return what the policy of the consent decides where no provision does."""
    words = words_in(consent.policy_rule) | words_in(consent.category)
    if not words.isdisjoint(FORBIDDING):
        return "deny"
    return None if words.isdisjoint(PERMITTING) else "permit"


def _inside(outer: Provision) -> Iterator[Provision]:
    """Yield the provisions inside, at any depth, each with what it takes over."""
    for inner in outer.provision:
        own = Provision(
            type=inner.type,
            period=outer.period if inner.period == NO_PERIOD else inner.period,
            actor=inner.actor or outer.actor,
            security_label=_own(inner.security_label, outer.security_label),
            purpose=_own(inner.purpose, outer.purpose),
            class_=_own(inner.class_, outer.class_),
            code=_own(inner.code, outer.code),
            data_period=_own(inner.data_period, outer.data_period),
            data=_own(inner.data, outer.data),
            provision=inner.provision,
        )
        yield own
        yield from _inside(own)


def _own(inner: Raw, outer: Raw) -> Raw:
    return outer if inner is ABSENT else inner


def _recipient(reference: Reference) -> str | None:
    target = reference.reference
    if target is None:
        return reference.display
    return target.rsplit("/", 1)[-1] if target.startswith(PUBLIC) else None


def _joined(*elements: Raw) -> str | None:
    found = (code for element in elements if element is not ABSENT for code in _codes(element))
    return ";".join(dict.fromkeys(found)) or None


def _codes(element: Raw) -> list[str]:
    try:
        codings, _ = parts(bytes(element))
    except FAILURES:
        return []
    return [coding.code.strip() for coding in codings if coding.code]
