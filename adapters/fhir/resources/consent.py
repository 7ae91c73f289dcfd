"""Consent: what a person permits or forbids, with each element of 42 CFR 2.31 that it shows."""

from adapters.fhir.consents import (
    Consent,
    Directive,
    begins,
    data_classes,
    describes_data,
    directives,
    is_signed,
    names_discloser,
    purposes,
    recipients,
    states_part2,
)
from adapters.fhir.datatypes import NO_PERIOD, NO_REFERENCE
from adapters.fhir.fields.flagged import Flagged
from adapters.fhir.fields.plain import flag, text
from adapters.fhir.fields.reference import key, person
from adapters.fhir.fields.time import time
from adapters.fhir.layout import Layout
from adapters.fhir.security import security
from adapters.fhir.surplus import EVERYWHERE, IDENTIFIER, display, raw
from schemas.records.consent_directive import CONSENT_DIRECTIVE


def _in_force(consent: Consent) -> bool:
    """A consent that is no longer active was one until it was revoked."""
    return consent.status in {None, "active", "inactive"}


def _patient_named(directive: Directive) -> bool | None:
    return directive.consent.patient != NO_REFERENCE or None


def _part2_stated(directive: Directive) -> bool | None:
    return states_part2(directive) or None


def _discloser_named(directive: Directive) -> bool | None:
    return names_discloser(directive) or None


def _information_described(directive: Directive) -> bool | None:
    return describes_data(directive) or None


def _recipient_named(directive: Directive) -> bool | None:
    return recipients(directive) is not None or None


def _purpose_stated(directive: Directive) -> bool | None:
    return purposes(directive) is not None or None


def _expiry_stated(directive: Directive) -> bool | None:
    return directive.provision.period != NO_PERIOD or None


def _signed(directive: Directive) -> bool | None:
    return is_signed(directive) or None


def _date_signed(directive: Directive) -> bool | None:
    return directive.consent.date_time is not None or None


def _expiry(directive: Directive) -> str | None:
    """Return how it ends: a period that begins and does not end says that there is no end."""
    period = directive.provision.period
    if period.end is not None:
        return "day"
    return "none" if period.start is not None else None


def _revoked(directive: Directive) -> str | None:
    """Return when an inactive consent was last changed; unknown, it never was in force."""
    consent = directive.consent
    if consent.status != "inactive":
        return None
    return consent.meta.last_updated or consent.date_time or directive.provision.period.start


def _never_revoked(directive: Directive) -> bool:
    return directive.consent.status == "inactive" and _revoked(directive) is None


def _without_status(directive: Directive) -> bool:
    return directive.consent.status is None


RESOURCE = Consent
LAYOUTS = (
    Layout(
        resource=Consent,
        table=CONSENT_DIRECTIVE,
        objects=directives,
        in_force=_in_force,
        fields=(
            key("consent_directive", "key"),
            person("consent.patient", path="patient.reference"),
            text("decision", path="provision.type"),
            text("kind", path="scope"),
            flag("patient_named", _patient_named, path="patient"),
            flag("discloser_named", _discloser_named, path="organization"),
            flag("information_described", _information_described, path="provision.data"),
            flag("recipient_named", _recipient_named, path="provision.actor"),
            flag("purpose_stated", _purpose_stated, path="provision.purpose"),
            flag("right_to_revoke_stated", _part2_stated, path="policy"),
            flag("redisclosure_stated", _part2_stated, path="policy"),
            flag("expiry_stated", _expiry_stated, path="provision.period.end"),
            flag("signed", _signed, path="source[x]"),
            flag("date_signed", _date_signed, path="dateTime"),
            text("purposes", purposes, path="provision.purpose"),
            text("data_classes", data_classes, path="provision.class"),
            text("recipients", recipients, path="provision.actor"),
            text("expiry", _expiry, path="provision.period.end"),
            time("start", begins, path="dateTime"),
            time("end", "provision.period.end"),
            time("revoked", _revoked, path="meta.lastUpdated"),
            security("consent.meta.security"),
            Flagged(
                rule="missing",
                path="status",
                remedy="give the status of the consent",
                breaks=_without_status,
            ),
            Flagged(
                rule="missing",
                path="meta.lastUpdated",
                remedy="say when the consent that is no longer active was changed",
                breaks=_never_revoked,
            ),
        ),
        spares=(
            *EVERYWHERE,
            IDENTIFIER,
            display("patient"),
            raw("source_attachment", "sourceAttachment"),
        ),
    ),
)
