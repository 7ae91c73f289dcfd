"""An agreement as the messages tell it, and terms as a message gives them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from hub.services.agreements.facts import AgreementFacts
from hub.services.agreements.what_is_missing import missing
from hub.store import participants
from hub.store.work import Work
from policies.agreement.state import signed_by
from policies.duo import codes_of, purposes_named
from schemas.agreement_terms import AgreementTerms, terms_document, terms_of


def agreement_document(work: Work, facts: AgreementFacts) -> dict[str, Any]:
    """Return an agreement as it stands."""
    return agreement_documents(work, [facts])[0]


def agreement_documents(work: Work, found: Iterable[AgreementFacts]) -> list[dict[str, Any]]:
    """Return agreements as they stand."""
    names, today = participants.names(work), work.now.date()
    return [_document(each, names, today) for each in found]


def whole_document(work: Work, facts: AgreementFacts) -> dict[str, Any]:
    """Return an agreement with its terms and its text."""
    told = {
        "terms": terms_document(facts.terms),
        "text": facts.text.text,
        "duo": codes_of(frozenset(facts.terms.purposes)),
    }
    return agreement_document(work, facts) | told


def terms_of_message(asked: dict[str, Any]) -> AgreementTerms:
    """Return the terms of a message that its schema has read; DUO permissions become purposes."""
    named = sorted(purposes_named(asked["purposes"]))
    document: dict[str, Any] = _plain(asked | {"purposes": named})
    return terms_of(document)


def _document(facts: AgreementFacts, names: Mapping[str, str], today: date) -> dict[str, Any]:
    signed = signed_by(facts.agreement, today)
    stored, pending = facts.stored, facts.pending
    return {
        "id": stored.id,
        "title": stored.title,
        "instrument": facts.terms.instrument,
        "state": str(facts.state),
        "version": stored.version,
        "hash": facts.text.hash,
        "parties": [
            {"participant": party, "part": part, "signed": party in signed}
            for party, part in facts.terms.parties
        ],
        "effective": facts.terms.effective,
        "expires": facts.terms.expires,
        "missing": missing(facts, names=names, today=today),
        "pending": pending
        and {
            "version": pending.number,
            "hash": pending.hash,
            "expires": date.fromisoformat(pending.terms["expires"]),
        },
        "suspended_at": stored.suspended_at,
        "terminated_at": stored.terminated_at,
        "destroy_on": stored.destroy_on,
        "closed_at": stored.closed_at,
        "legal_hold": stored.legal_hold_reason,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value
