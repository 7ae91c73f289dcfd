"""The rules of a FHIR Consent, each as a directive of its own.

One for the consent as a whole and one for each provision inside it. A consent that forbids as a
whole and permits inside is silent but for what it permits: silence denies. A resource shows that
an element of 42 CFR 2.31(a) is there; it never shows that the document lacks one, so an element
is true or not said. Source: HL7 FHIR R4 Consent, v3-ActCode, v3-ParticipationType.
"""

import re
from collections.abc import Iterator

from msgspec import Raw, Struct

from adapters.fhir.concepts import parts
from adapters.fhir.datatypes import ABSENT, NO_PERIOD, NO_REFERENCE, Element, Period, Reference
from adapters.fhir.failures import FAILURES
from adapters.fhir.resource import Resource
from adapters.fhir.unit import Unit
from adapters.fhir.words import words_in

# What else a Consent may be about (consentscope): care planned ahead, and treatment itself.
OTHER_SCOPES = frozenset({"adr", "treatment"})
FORBIDDING = frozenset({"optout", "optoute"})
PERMITTING = frozenset({"optin", "optinr"})
# Who hands out, and who speaks; every other actor receives.
DISCLOSERS = frozenset({"cst", "aut", "inf", "source", "discloser"})
SPEAKERS = frozenset({"consenter", "grantor", "delegator", "pat", "subject", "hpowatt", "guard"})
# Actors that are no private persons: these may be named among the recipients.
PUBLIC = ("Organization/", "Practitioner/", "PractitionerRole/", "CareTeam/", "HealthcareService/")
PART2 = re.compile(rb"(?i)42\W{0,3}cfr\W{0,6}part\W{0,3}2(?!\d)|title-42\W.*part-2(?!\d)")


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
    performer: tuple[Reference, ...] = ()
    organization: tuple[Reference, ...] = ()
    source_attachment: Raw = ABSENT
    source_reference: Raw = ABSENT
    policy: Raw = ABSENT
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
    """Yield the rules of a consent to disclosure."""
    del unit
    if not words_in(consent.scope).isdisjoint(OTHER_SCOPES):
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


def recipients(directive: Directive) -> str | None:
    """Return the recipients that are no private persons, by id and by name, joined by ;."""
    names = [name for actor in receivers(directive) for name in _names(actor.reference)]
    return ";".join(dict.fromkeys(names)) or None


def receivers(directive: Directive) -> list[Actor]:
    """Return the actors that receive."""
    apart = DISCLOSERS | SPEAKERS
    return [one for one in directive.provision.actor if words_in(one.role).isdisjoint(apart)]


def purposes(directive: Directive) -> str | None:
    """Return the purposes of use, joined by ;."""
    return ";".join(_codes(directive.provision.purpose)) or None


def data_classes(directive: Directive) -> str | None:
    """Return the labels and classes of the data covered, joined by ;.

    A permission of single codes, records or times is narrower than any class: it is given a class
    that no table has. A denial of them is taken for one of everything that it speaks of.
    """
    provision = directive.provision
    found = [*_codes(provision.security_label), *_codes(provision.class_)]
    if directive.decision == "permit":
        narrow = {"code": provision.code, "data": provision.data, "time": provision.data_period}
        found += [f"single-{name}" for name, held in narrow.items() if held is not ABSENT]
    return ";".join(dict.fromkeys(found)) or None


def names_discloser(directive: Directive) -> bool:
    """Say whether the consent names who may disclose."""
    actors = directive.provision.actor
    return any(map(_is_named, directive.consent.organization)) or any(
        _is_named(actor.reference) and not words_in(actor.role).isdisjoint(DISCLOSERS)
        for actor in actors
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
    return is_written(directive) or any(found is not ABSENT for found in described)


def is_written(directive: Directive) -> bool:
    """Say whether the resource carries or points at the document that was signed."""
    consent = directive.consent
    return consent.source_attachment is not ABSENT or consent.source_reference is not ABSENT


def is_signed(directive: Directive) -> bool:
    """Say whether somebody signed: the document is at hand, or the resource says who agreed."""
    consent = directive.consent
    agreed = any(map(_is_named, consent.performer))
    return is_written(directive) or agreed or any(found.verified for found in consent.verification)


def states_part2(directive: Directive) -> bool:
    """Say whether the sentences on revoking and redisclosure count as made.

    FHIR has no field for them: they stand in the document, or in the policy it is made under.
    """
    policies = bytes(directive.consent.policy), bytes(directive.consent.policy_rule)
    return is_written(directive) or any(PART2.search(policy) for policy in policies)


def begins(directive: Directive) -> str | None:
    """Return when it was signed, or the later day from which it holds."""
    signed, start = directive.consent.date_time, directive.provision.period.start
    return max((one for one in (signed, start) if one), key=_day, default=None)


def _day(time: str) -> str:
    return time[:10]


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


def _is_named(reference: Reference) -> bool:
    return any((reference.reference, reference.identifier, reference.display))


def _names(reference: Reference) -> Iterator[str]:
    """Yield the id and the name of somebody who is no private person."""
    target = reference.reference
    if target is not None and not target.startswith(PUBLIC):
        return
    if target is not None:
        yield target.split("/_history/")[0].rsplit("/", 1)[-1]
    if reference.display:
        yield reference.display.replace(";", ",")


def _codes(element: Raw) -> list[str]:
    if element is ABSENT:
        return []
    try:
        codings, _ = parts(bytes(element))
    except FAILURES:
        return []
    return list(dict.fromkeys(coding.code.strip() for coding in codings if coding.code))
