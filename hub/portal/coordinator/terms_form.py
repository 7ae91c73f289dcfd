"""The terms of an agreement as a form: its choices, what it begins with, and what was chosen."""

from dataclasses import replace
from typing import Any

from werkzeug.datastructures import MultiDict

from hub.portal.coordinator.form_fields import chosen, day_of, number_of, one_of, share_of, wrong
from hub.portal.words import ENTITLEMENTS, PURPOSES
from hub.services.house import HUB
from policies.agreement.agreement import Linkage, Reducer
from policies.agreement.release_rules import RELEASE_RULES
from policies.basis import Basis
from policies.capacity import Capacity
from policies.disclosure_control.entitlement import DEFAULT
from schemas.agreement_terms import AgreementTerms

Form = MultiDict[str, str]
DATA_CLASSES = ("claims", "roster", "clinical", "counts", "survey", "consents")
BASES = tuple(each for each in Basis if each is not Basis.IDENTIFIED)
INSTRUMENTS = ("DUA", "MOU", "BAA", "QSOA")
CHOICES = {
    "capacities": tuple(Capacity),
    "data_classes": DATA_CLASSES,
    "bases": BASES,
    "reducers": tuple(Reducer),
    "linkages": tuple(Linkage),
    "entitlements": tuple(ENTITLEMENTS),
    "release_rules": tuple(RELEASE_RULES),
}


def terms_of_form(form: Form, *, members: tuple[str, ...]) -> AgreementTerms:
    """Return the terms that a form holds; Refused names the field that is wrong, no value.

    `members` are the participants that the form may name.
    """
    effective, expires = day_of(form, "effective"), day_of(form, "expires")
    if expires < effective:
        raise wrong("the last day", "lies before the first")
    instrument = one_of(form, "instrument", INSTRUMENTS) if "instrument" in form else "DUA"
    terms = AgreementTerms(
        parties=_parties(form, instrument, members),
        capacities=(),
        purposes=(),
        data_classes=(),
        recipients=(),
        basis="aggregate_only",
        linkage="none",
        effective=effective,
        expires=expires,
        instrument=instrument,
        breach_hours=number_of(form, "breach_hours", least=1, most=1440, usual=72),
        retention_days=number_of(form, "retention_days", least=0, most=3660, usual=30),
    )
    return _flowing(form, terms) if instrument == "DUA" else terms


def amended_by_form(form: Form, known: AgreementTerms) -> AgreementTerms:
    """Return known terms as an amendment's form changes them; what it does not show stays."""
    parties = tuple(each for each, part in known.parties if part != "recipient")
    fields = form.copy()
    fields.setlist("parties", list(parties))
    fields["contributor"] = next((p for p, part in known.parties if part == "contributor"), "")
    fields["instrument"] = known.instrument
    found = terms_of_form(fields, members=parties)
    return replace(
        found,
        parties=known.parties,
        recipients=known.recipients,
        columns=known.columns,
        instruments=known.instruments,
        # A table of who sees what that the parties wrote themselves is no choice of the form.
        entitlement=(known.entitlement in ENTITLEMENTS and _choice_of_public(form))
        or known.entitlement,
        size_bound=known.size_bound,
        state=known.state,
        attests_tpo_receipt=known.attests_tpo_receipt,
        certificate=found.certificate and {**(known.certificate or {}), **found.certificate},
    )


def _choice_of_public(form: Form) -> str | None:
    """What everybody is to be shown; None where the form does not ask."""
    asked = "entitlement" in form
    return one_of(form, "entitlement", CHOICES["entitlements"]) if asked else None


def _flowing(form: Form, terms: AgreementTerms) -> AgreementTerms:
    basis = one_of(form, "basis", BASES)
    return replace(
        terms,
        recipients=(HUB,),
        basis=basis,
        reduces=one_of(form, "reduces", CHOICES["reducers"]),
        linkage=one_of(form, "linkage", CHOICES["linkages"]),
        tolerance=share_of(form, "tolerance"),
        release_rules=_release_rules(form),
        honour_opt_outs="honour_opt_outs" in form,
        strict="strict" in form,
        cost="cost" in form,
        entitlement=_choice_of_public(form) or DEFAULT,
        capacities=chosen(form, "capacities", CHOICES["capacities"]),
        purposes=chosen(form, "purposes", tuple(PURPOSES)),
        data_classes=chosen(form, "data_classes", DATA_CLASSES),
        plan_sponsors=tuple(sorted(set(form.get("plan_sponsors", "").replace(",", " ").split()))),
        certificate=_certificate(form) if basis == Basis.EXPERT_DETERMINATION else None,
    )


def _release_rules(form: Form) -> tuple[tuple[str, float], ...]:
    asked = {name: form.get(f"release_{name}", "").strip() for name in sorted(RELEASE_RULES)}
    try:
        return tuple((name, float(said)) for name, said in asked.items() if said)
    except ValueError:
        raise wrong("a rule of releases", "is not a number") from None


def _parties(form: Form, instrument: str, members: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    if instrument == "DUA":
        named, part = [form.get("contributor", "")], "contributor"
    else:
        named, part = form.getlist("parties"), "member"
    known = [each for each in named if each in members]
    if not known:
        raise wrong("the parties", "are not chosen")
    return tuple(sorted({**dict.fromkeys(known, part), HUB: "recipient"}.items()))


def _certificate(form: Form) -> dict[str, Any] | None:
    names = ("expert", "method", "risk")
    said = {name: form.get(f"certificate_{name}", "").strip()[:500] for name in names}
    if not any(said.values()):
        return None  # it may come later: until then the agreement lacks a paper
    if not all(said.values()):
        raise wrong("the certificate", "needs the expert, the method and the risk")
    signed = day_of(form, "certificate_signed")
    expires = day_of(form, "certificate_expires")
    if expires < signed:
        raise wrong("the certificate", "ends before it was signed")
    return {**said, "signed": str(signed), "expires": str(expires)}
