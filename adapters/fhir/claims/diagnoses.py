"""The diagnoses of a claim: in its order with the principal one first, and what goes with each."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Raw, Struct

from adapters.fhir.claims.parts import AnyClaim, Diagnosis
from adapters.fhir.concepts import Coding, parts
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.failures import FAILURES
from adapters.fhir.references import key_of
from adapters.fhir.unit import Unit
from adapters.fhir.words import words_in
from schemas.code_system import ICD9CM, ICD10CM, canonical

# Kinds that are never the principal one.
ASIDE = frozenset({"admitting", "externalcauseofinjury", "external", "patientreasonforvisit"})
# Kinds that follow another one, which the claim leaves out.
LATER = frozenset({"secondary", "other"})
NOT_SAID = "-"


class Diagnoses(Struct, frozen=True, gc=False):
    """Codes as JSON; `on_admission` one letter a diagnosis; `ranks` by the sequence number.

    `unresolved` says that a diagnosis refers to a Condition that is not known.
    """

    every: bytes = b""
    principal: bytes = b""
    admitting: bytes = b""
    drg: bytes = b""
    on_admission: str | None = None
    ranks: Mapping[int, int] = {}
    unresolved: bool = False


NO_DIAGNOSES = Diagnoses()


def diagnoses_of(claim: AnyClaim, unit: Unit) -> Diagnoses:
    """Read the diagnoses of a claim."""
    if not claim.diagnosis:
        return NO_DIAGNOSES
    coded = [(found, _codings(found, unit)) for found in claim.diagnosis]
    known = [(found, codings) for found, codings in coded if codings]
    # The admitting diagnosis is the one on the way in: it has a place of its own.
    admitting = [codings for found, codings in known if "admitting" in words_in(found.type)]
    listed = [pair for pair in known if "admitting" not in words_in(pair[0].type)]
    listed.sort(key=_order)
    letters = [_on_admission(found) or NOT_SAID for found, _ in listed]
    firsts = [codings[0] for _, codings in listed]
    rest = [coding for _, codings in listed for coding in codings[1:]]
    return Diagnoses(
        every=_json(firsts + rest),
        principal=_json(listed[0][1] if _may_lead(listed) else []),
        admitting=_json(admitting[0] if admitting else []),
        drg=_package(claim.diagnosis),
        on_admission=None if set(letters) <= {NOT_SAID} else "".join(letters),
        ranks={
            found.sequence: rank
            for rank, (found, _) in enumerate(listed, 1)
            if found.sequence is not None
        },
        unresolved=len(known) < len(coded),
    )


def _codings(diagnosis: Diagnosis, unit: Unit) -> list[Coding]:
    """Return the codings of a diagnosis, the one of ICD first."""
    spelling = bytes(diagnosis.diagnosis_codeable_concept)
    if not spelling:
        target = diagnosis.diagnosis_reference.reference or ""
        condition = key_of(unit.names.get(target, target), "Condition")
        spelling = unit.index.conditions.get(condition or "", b"")
    if not spelling:
        return []
    try:
        codings, _ = parts(spelling)
    except FAILURES:
        return []
    return sorted((coding for coding in codings if coding.code), key=_of_icd)


def _of_icd(coding: Coding) -> int:
    system = canonical((coding.system or ICD10CM).strip())
    return {ICD10CM: 0, ICD9CM: 1}.get(system, 2)


def _order(pair: tuple[Diagnosis, list[Coding]]) -> tuple[int, int]:
    """The principal one first, then by sequence; external causes and the like at the end."""
    found, _ = pair
    kinds = words_in(found.type)
    rank = 0 if "principal" in kinds else 2 if not ASIDE.isdisjoint(kinds) else 1
    return rank, found.sequence or 0


def _may_lead(listed: list[tuple[Diagnosis, list[Coding]]]) -> bool:
    if not listed:
        return False
    kinds = words_in(listed[0][0].type)
    return "principal" in kinds or kinds.isdisjoint(ASIDE | LATER)


def _on_admission(diagnosis: Diagnosis) -> str | None:
    """Return the letter: of the element, or of an extension as CMS Blue Button has it."""
    words = words_in(diagnosis.on_admission) or _of_extension(diagnosis.extension)
    letter = next(iter(sorted(words)), "")[:1].upper()
    return letter if letter.isalnum() else None


def _of_extension(extension: Raw) -> frozenset[str]:
    if extension is ABSENT:
        return frozenset()
    try:
        given = msgspec.json.decode(bytes(extension), type=list[dict[str, Any]])
        found = [one["valueCoding"]["code"] for one in given if "poa" in one["url"].lower()]
    except (*FAILURES, AttributeError, KeyError, TypeError):
        return frozenset()
    return frozenset(str(code) for code in found)


def _package(diagnoses: tuple[Diagnosis, ...]) -> bytes:
    return next(
        (bytes(found.package_code) for found in diagnoses if found.package_code is not ABSENT), b""
    )


def _json(codings: list[Coding]) -> bytes:
    return msgspec.json.encode(codings) if codings else b""
