"""Draft an agreement, or amend it: a new text that every party has to sign."""

import hashlib

from hub.services.agreement_facts import AgreementFacts, agreement_facts
from hub.services.agreement_text import agreement_text
from hub.store import agreements
from hub.store.agreements import Agreement, AgreementParty, AgreementVersion
from hub.store.work import Work
from schemas.agreement_terms import AgreementTerms, terms_document


def draft_agreement(work: Work, *, by: str, title: str, terms: AgreementTerms) -> AgreementFacts:
    """Draft an agreement between the parties that its terms name, and return it."""
    agreement = work.new_id()
    text = _text(work, agreement, 1, by=by, title=title, terms=terms)
    agreements.add(
        work,
        Agreement(id=agreement, title=title, version=1, added_at=work.now),
        text=text,
        parties=tuple(
            AgreementParty(agreement=agreement, participant=participant, part=part)
            for participant, part in terms.parties
        ),
    )
    work.tell("agreement-drafted", actor=by, subject=agreement, hash=text.hash, version=1)
    return agreement_facts(work, agreement)


def amend_agreement(
    work: Work, *, by: str, agreement: str, terms: AgreementTerms
) -> AgreementFacts:
    """Give an agreement new terms: its signatures no longer count, every party signs anew."""
    known = agreement_facts(work, agreement)
    text = _text(
        work,
        agreement,
        known.stored.version + 1,
        by=by,
        title=known.stored.title,
        terms=terms,
    )
    agreements.replace_text(work, text)
    work.tell("agreement-amended", actor=by, subject=agreement, hash=text.hash, version=text.number)
    return agreement_facts(work, agreement)


def _text(
    work: Work,
    agreement: str,
    number: int,
    *,
    by: str,
    title: str,
    terms: AgreementTerms,
) -> AgreementVersion:
    words = agreement_text(title, terms)
    return AgreementVersion(
        agreement=agreement,
        number=number,
        terms=terms_document(terms),
        text=words,
        hash=hashlib.sha256(words.encode()).hexdigest(),
        added_at=work.now,
        added_by=by,
    )
