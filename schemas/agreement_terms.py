"""The terms of an agreement as data: what both the lawyer's text and the rules are made from."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from schemas.record import record


class BadTerms(ValueError):
    """The document is no terms of an agreement; names the field, never its value."""


@record
class InstrumentTerms:
    """A paper that the agreement rests on, such as a BAA, a QSOA or an expert's certificate.

    `attests` is what the paper states in words that a rule asks for; `destroy_by` the last day on
    which copies may be kept.
    """

    kind: str
    parties: tuple[str, ...]
    effective: date
    expires: date | None = None
    attests: tuple[str, ...] = ()
    destroy_by: date | None = None


@record
class AgreementTerms:
    """What one contributor's records may be used for, how they are reduced, and how long.

    `parties` are (participant, part), the part being contributor, recipient or convener.
    Days are inclusive; `tolerance` is the share of faulty records of a table that is borne;
    `size_bound` the bytes of one submission; `release_rules` the numbers that a release keeps to,
    by the name of the parameter, where the party asks for stricter ones than the network does;
    `columns` narrows a table to what it names; `state` is the contributor's, by its postal code,
    and decides which state's law governs.
    `instrument` is what the paper is (MOU, DUA, BAA, QSOA): records flow under a DUA alone.
    `breach_hours` are those within which a breach is told; `retention_days` those for which the
    records are kept after the end.
    """

    parties: tuple[tuple[str, str], ...]
    capacities: tuple[str, ...]
    purposes: tuple[str, ...]
    data_classes: tuple[str, ...]
    basis: str
    recipients: tuple[str, ...]
    effective: date
    expires: date
    reduces: str = "participant"
    linkage: str = "random"
    entitlement: str = "default"
    tolerance: float | None = None
    size_bound: int | None = None
    release_rules: tuple[tuple[str, float], ...] = ()
    honour_opt_outs: bool = True
    strict: bool = False
    attests_tpo_receipt: bool = False
    state: str = ""
    cost: bool = False
    plan_sponsors: tuple[str, ...] = ()
    columns: tuple[tuple[str, tuple[str, ...]], ...] = ()
    instruments: tuple[InstrumentTerms, ...] = ()
    certificate: Mapping[str, Any] | None = None
    instrument: str = "DUA"
    breach_hours: int = 72
    retention_days: int = 30


def terms_document(terms: AgreementTerms) -> dict[str, Any]:
    """Return the terms as the members of a JSON object."""
    document = {each.name: getattr(terms, each.name) for each in fields(AgreementTerms)}
    document["parties"] = dict(terms.parties)
    document["columns"] = {table: list(names) for table, names in terms.columns}
    document["release_rules"] = dict(terms.release_rules)
    document["instruments"] = [_instrument_document(each) for each in terms.instruments]
    document["effective"], document["expires"] = str(terms.effective), str(terms.expires)
    return {name: list(v) if isinstance(v, tuple) else v for name, v in document.items()}


def terms_of(document: Mapping[str, Any]) -> AgreementTerms:
    """Return the terms of a document; BadTerms names each field that is missing or unknown."""
    known = {each.name for each in fields(AgreementTerms)}
    wrong = sorted(set(document) - known)
    missing = [name for name in _REQUIRED if name not in document]
    if wrong or missing:
        raise BadTerms(_what_is_wrong(wrong, missing))
    try:
        return AgreementTerms(**{name: _read(name, value) for name, value in document.items()})
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadTerms("a term has a value of the wrong kind") from None


_REQUIRED = (
    "parties",
    "capacities",
    "purposes",
    "data_classes",
    "basis",
    "recipients",
    "effective",
    "expires",
)
_LISTS = ("capacities", "purposes", "data_classes", "recipients", "plan_sponsors")


def _read(name: str, value: Any) -> Any:
    if name in {"effective", "expires"}:
        return date.fromisoformat(value)
    if name in _LISTS:
        return tuple(str(word) for word in value)
    if name == "parties":
        return tuple((str(each), str(part)) for each, part in sorted(value.items()))
    if name == "columns":
        return tuple((str(table), tuple(names)) for table, names in sorted(value.items()))
    if name == "release_rules":
        return tuple((str(rule), float(number)) for rule, number in sorted(value.items()))
    if name == "instruments":
        return tuple(_instrument(each) for each in value)
    return value


def _instrument(document: Mapping[str, Any]) -> InstrumentTerms:
    expires, destroy_by = document.get("expires"), document.get("destroy_by")
    return InstrumentTerms(
        kind=str(document["kind"]),
        parties=tuple(document["parties"]),
        effective=date.fromisoformat(document["effective"]),
        expires=date.fromisoformat(expires) if expires else None,
        attests=tuple(document.get("attests", ())),
        destroy_by=date.fromisoformat(destroy_by) if destroy_by else None,
    )


def _instrument_document(instrument: InstrumentTerms) -> dict[str, Any]:
    return {
        "kind": instrument.kind,
        "parties": list(instrument.parties),
        "effective": str(instrument.effective),
        "expires": str(instrument.expires) if instrument.expires else None,
        "attests": list(instrument.attests),
        "destroy_by": str(instrument.destroy_by) if instrument.destroy_by else None,
    }


def _what_is_wrong(wrong: list[str], missing: list[str]) -> str:
    parts = [f"missing: {', '.join(missing)}"] if missing else []
    parts += [f"unknown: {', '.join(wrong)}"] if wrong else []
    return "; ".join(parts)
