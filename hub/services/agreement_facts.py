"""An agreement of the database as the rules see it: terms, signatures, papers, and its state."""

from collections.abc import Sequence
from dataclasses import replace

from hub.store import agreements, submissions
from hub.store.agreements import AgreementSignature, AgreementVersion
from hub.store.work import Work
from policies.agreement.agreement import Agreement, Linkage, Reducer, Signature
from policies.agreement.instrument import Instrument, InstrumentKind
from policies.agreement.state import AgreementState, state_of
from policies.basis import Basis
from policies.capacity import Capacity
from schemas.agreement_terms import AgreementTerms, InstrumentTerms, terms_of
from schemas.record import record

WITH_RECORDS = ("accepted", "replaced", "withdrawn", "quarantined", "destroyed")


class NoSuchAgreement(LookupError):
    """There is no agreement of that id that this work may see."""


@record
class AgreementFacts:
    """One agreement: its row, its text in force, the parties, and what the rules make of it."""

    stored: agreements.Agreement
    text: AgreementVersion
    terms: AgreementTerms
    signatures: tuple[AgreementSignature, ...]
    agreement: Agreement
    state: AgreementState

    @property
    def contributor(self) -> str:
        """The participant whose records the agreement is about."""
        return next((each for each, part in self.terms.parties if part == "contributor"), "")


def agreement_facts(work: Work, agreement: str) -> AgreementFacts:
    """Return what is known of an agreement; NoSuchAgreement where this work may not see it."""
    stored = agreements.one(work, agreement)
    if stored is None:
        raise NoSuchAgreement
    texts = agreements.texts_of(work, agreement)
    text = next(each for each in texts if each.number == stored.version)
    signatures = agreements.signatures_of(work, agreement)
    terms = terms_of(text.terms)
    handed_in = submissions.of_agreement(work, agreement, states=WITH_RECORDS)
    facts = replace(
        _agreement(stored, text, terms, signatures),
        datasets=frozenset(each.id for each in handed_in if each.dataset),
        certified=frozenset(each.id for each in handed_in if each.state == "destroyed"),
    )
    return AgreementFacts(
        stored=stored,
        text=text,
        terms=terms,
        signatures=signatures,
        agreement=facts,
        state=state_of(facts, work.now),
    )


def agreement_of(work: Work, participant: str) -> AgreementFacts | None:
    """Return the agreement under which a participant hands in: the active one, else the last."""
    known = [
        agreement_facts(work, each.id) for each in agreements.of_participant(work, participant)
    ]
    own = [each for each in known if each.contributor == participant]
    active = [each for each in own if each.state is AgreementState.ACTIVE]
    return next(reversed(active or own), None)


def _agreement(
    stored: agreements.Agreement,
    text: AgreementVersion,
    terms: AgreementTerms,
    signatures: Sequence[AgreementSignature],
) -> Agreement:
    return Agreement(
        id=stored.id,
        parties=frozenset(each for each, _ in terms.parties),
        text_hash=text.hash,
        signatures=tuple(
            Signature(party=each.participant, text_hash=each.hash, on=each.signed_at.date())
            for each in signatures
        ),
        capacities=frozenset(Capacity(word) for word in terms.capacities),
        purposes=frozenset(terms.purposes),
        data_classes=frozenset(terms.data_classes),
        basis=Basis(terms.basis),
        recipients=frozenset(terms.recipients),
        effective=terms.effective,
        expires=terms.expires,
        reduces=Reducer(terms.reduces),
        linkage=Linkage(terms.linkage),
        columns={table: frozenset(names) for table, names in terms.columns},
        entitlement=terms.entitlement,
        tolerance=terms.tolerance,
        size_bound=terms.size_bound,
        honour_opt_outs=terms.honour_opt_outs,
        strict=terms.strict,
        attests_tpo_receipt=terms.attests_tpo_receipt,
        state=terms.state,
        instruments=tuple(_instrument(each) for each in terms.instruments),
        suspended=stored.suspended_at,
        terminated=stored.terminated_at,
        closed=stored.closed_at,
    )


def _instrument(terms: InstrumentTerms) -> Instrument:
    return Instrument(
        kind=InstrumentKind(terms.kind),
        parties=frozenset(terms.parties),
        effective=terms.effective,
        expires=terms.expires,
        attests=frozenset(terms.attests),
        destroy_by=terms.destroy_by,
    )
