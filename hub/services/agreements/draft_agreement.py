"""Draft an agreement, amend it, or renew it: a new text that every party has to sign."""

import hashlib
from dataclasses import replace
from datetime import date

from hub.services.agreements.check_terms import check_terms
from hub.services.agreements.facts import AgreementFacts, agreement_facts
from hub.services.agreements.text import agreement_text
from hub.services.refusal import Refused
from hub.store import agreements
from hub.store.agreements import Agreement, AgreementParty, AgreementVersion
from hub.store.work import Work
from policies.lifecycle.lifecycles import transition
from schemas.agreement_terms import AgreementTerms, terms_document


def draft_agreement(work: Work, *, by: str, title: str, terms: AgreementTerms) -> AgreementFacts:
    """Draft an agreement between the parties that its terms name, and return it."""
    check_terms(work, terms)
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
    transition("agreement", known.state, "amend")
    gone = dict(known.terms.parties).keys() - dict(terms.parties).keys()
    if gone or terms.instrument != known.terms.instrument:
        raise Refused(
            rule="other-agreement",
            text="an amendment keeps the parties and the kind of paper: draft another agreement",
            status=422,
        )
    if terms == known.terms:
        raise Refused(rule="nothing-changed", text="the terms are as they were", status=422)
    check_terms(work, terms)
    for participant, part in terms.parties:
        agreements.add_party(
            work, AgreementParty(agreement=agreement, participant=participant, part=part)
        )
    text = _text(
        work,
        agreement,
        _next_number(known),
        by=by,
        title=known.stored.title,
        terms=terms,
    )
    agreements.replace_text(work, text)
    work.tell("agreement-amended", actor=by, subject=agreement, hash=text.hash, version=text.number)
    return agreement_facts(work, agreement)


def renew_agreement(work: Work, *, by: str, agreement: str, expires: date) -> AgreementFacts:
    """Draft the same terms to a later last day; what holds goes on holding until all have signed.

    Refused where the last day is not later.
    """
    known = agreement_facts(work, agreement)
    transition("agreement", known.state, "renew")
    if expires <= max(known.terms.expires, work.now.date()):
        raise Refused(
            rule="not-later", text="a renewal ends later than the agreement does now", status=422
        )
    terms = replace(known.terms, expires=expires)
    number, title = _next_number(known), known.stored.title
    text = _text(work, agreement, number, by=by, title=title, terms=terms)
    agreements.add_text(work, text)
    work.tell(
        "agreement-renewal-drafted",
        actor=by,
        subject=agreement,
        participant=known.contributor,
        hash=text.hash,
        version=text.number,
    )
    return agreement_facts(work, agreement)


def _next_number(known: AgreementFacts) -> int:
    return known.texts[-1].number + 1


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
