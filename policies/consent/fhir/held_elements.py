"""Which elements of 42 CFR 2.31(a) a FHIR Consent holds, read from where FHIR keeps each.

FHIR has no field for the right to revoke and the statements on redisclosure: they are sentences of
the document that the patient signed. They count as made where the resource carries or points at
that document, or names 42 CFR Part 2 as the policy it is made under; otherwise they are missing.
"""

import json
import re
from collections.abc import Iterator

from policies.consent.consent import PATIENT, REPRESENTATIVE, Provision
from policies.consent.elements import permissions
from policies.consent.fhir.actor import DISCLOSERS, names
from policies.consent.fhir.element import Document, codes, objects, text

_SOURCES = ("sourceAttachment", "sourceReference")
_POLICIES = ("policy", "policyRule", "regulatoryBasis", "policyBasis")
_PART2 = re.compile(
    r"42\W{0,3}cfr\W{0,6}part\W{0,3}2(?!\d)|title-42\W.*part-2(?!\d)", re.IGNORECASE
)


def held_elements(
    document: Document, provisions: tuple[Provision, ...], *, dated: bool, expires: bool
) -> frozenset[str]:
    """Return the names of the elements that the document holds."""
    return frozenset(_held(document, provisions, dated=dated, expires=expires))


def signers(document: Document) -> frozenset[str]:
    """Return who agreed, as far as the document tells: the patient, a representative, or both."""
    agreed = [one for name in ("performer", "grantor") for one in objects(document.get(name))]
    own = set(names(document.get("patient") or document.get("subject"), document))
    found = (set(names(one, document)) for one in agreed)
    return frozenset(PATIENT if own & each else REPRESENTATIVE for each in found if each)


def _held(
    document: Document, provisions: tuple[Provision, ...], *, dated: bool, expires: bool
) -> Iterator[str]:
    written = any(objects(document.get(name)) for name in _SOURCES)
    permitting = tuple(permissions(provisions))
    patient = document.get("patient") or document.get("subject")
    if any(names(patient, document)):
        yield "patient_named"
    if _discloser_named(document):
        yield "discloser_named"
    if written or any(_describes(part) for part in permitting):
        yield "information_described"
    if any(part.recipients for part in permitting):
        yield "recipient_named"
    if any(part.purposes for part in permitting):
        yield "purpose_stated"
    if written or _names_part2(document):
        yield from ("right_to_revoke_stated", "redisclosure_stated")
    if expires:
        yield "expiry_stated"
    if written or _agreed(document):
        yield "signed"
    if dated:
        yield "date_signed"


def _describes(part: Provision) -> bool:
    return bool(part.data_classes or part.labels or part.unseen)


def _discloser_named(document: Document) -> bool:
    holders = (document.get(name) for name in ("organization", "controller", "manager"))
    if any(any(names(holder, document)) for holder in holders):
        return True
    return any(codes(actor.get("role")) & DISCLOSERS for actor in _actors(document))


def _actors(document: Document) -> Iterator[Document]:
    for provision in objects(document.get("provision")):
        yield from objects(provision.get("actor"))
        yield from _actors(provision)


def _agreed(document: Document) -> bool:
    agreeing = any(any(names(document.get(name), document)) for name in ("performer", "grantor"))
    checked = any(one.get("verified") is True for one in objects(document.get("verification")))
    return agreeing or checked


def _names_part2(document: Document) -> bool:
    policies = json.dumps([document.get(name) for name in _POLICIES], default=str)
    return bool(_PART2.search(policies) or _PART2.search(text(document.get("policyText"))))
