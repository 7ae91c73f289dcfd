"""An agreement of the database as the rules see it: terms, signatures, papers, and its state."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from hub.store import agreements, destructions, submissions
from hub.store.agreements import AgreementSignature, AgreementVersion
from hub.store.submissions import Kept
from hub.store.work import Work
from policies.agreement.agreement import Agreement, Linkage, Reducer, Signature
from policies.agreement.instrument import Instrument, InstrumentKind
from policies.agreement.needed_instruments import Need, lacking_instruments
from policies.agreement.state import AgreementState, state_of
from policies.basis import Basis
from policies.capacity import Capacity
from policies.lifecycle.lifecycles import allowed
from schemas.agreement_terms import AgreementTerms, InstrumentTerms, terms_of
from schemas.record import record

WITH_RECORDS = ("accepted", "replaced", "withdrawn", "quarantined", "destroyed")


class NoSuchAgreement(LookupError):
    """There is no agreement of that id that this work may see."""


@record
class AgreementFacts:
    """One agreement: its row, texts, parties and signatures, and what the rules make of them.

    `text` is the one that holds, `pending` a renewed text that takes its place when every party
    has signed it; `lacking` are the papers without which no record may flow.
    """

    stored: agreements.Agreement
    texts: tuple[AgreementVersion, ...]
    text: AgreementVersion
    terms: AgreementTerms
    signatures: tuple[AgreementSignature, ...]
    agreement: Agreement
    state: AgreementState
    pending: AgreementVersion | None
    lacking: tuple[Need, ...]

    @property
    def contributor(self) -> str:
        """The participant whose records the agreement is about."""
        return _contributor(self.terms)

    @property
    def lets_flow(self) -> bool:
        """Whether it is of the kind under which records flow."""
        return self.terms.instrument == InstrumentKind.DUA

    def may(self, act: str) -> bool:
        """Tell whether records may be handed in or used under it, now."""
        return self.lets_flow and not self.lacking and allowed("agreement", self.state, act)


@record
class _Rows:
    """What the database holds under some agreements, gathered at once, however many they are.

    `beside` are the agreements of their contributors; of those there are texts and signatures too.
    """

    texts: Mapping[str, Sequence[AgreementVersion]]
    signatures: Mapping[str, Sequence[AgreementSignature]]
    kept: Sequence[Kept]
    certified: frozenset[str]
    beside: Mapping[str, Sequence[agreements.Agreement]]


def agreement_facts(work: Work, agreement: str) -> AgreementFacts:
    """Return what is known of an agreement; NoSuchAgreement where this work may not see it."""
    found = facts_under(work, [agreement])
    if agreement not in found:
        raise NoSuchAgreement
    return found[agreement]


def facts_under(work: Work, names: Collection[str]) -> dict[str, AgreementFacts]:
    """Return what is known of those of the agreements that this work may see, by their ids."""
    return {each.stored.id: each for each in facts_of(work, agreements.some(work, names))}


def facts_of(work: Work, found: Iterable[agreements.Agreement]) -> tuple[AgreementFacts, ...]:
    """Return what is known of agreements, by as many queries for all of them as for one."""
    stored = tuple(found)
    if not stored:
        return ()
    rows = _rows(work, stored)
    return tuple(_facts(work, each, rows) for each in stored)


def agreement_of(work: Work, participant: str) -> AgreementFacts | None:
    """Return the agreement under which a participant hands in: the active one, else the last."""
    return main_agreement(facts_of(work, agreements.of_participant(work, participant)), participant)


def main_agreement(papers: Iterable[AgreementFacts], participant: str) -> AgreementFacts | None:
    """Return the one of its papers, by id, under which a participant hands in."""
    own = [each for each in papers if each.contributor == participant and each.lets_flow]
    active = [each for each in own if each.state is AgreementState.ACTIVE]
    return next(reversed(active or own), None)


def _rows(work: Work, stored: Sequence[agreements.Agreement]) -> _Rows:
    ids = {each.id for each in stored}
    texts = agreements.texts_under(work, ids)
    named = {_contributor(terms_of(each.terms)) for own in texts.values() for each in own}
    beside = agreements.by_participant(work, named)
    others = {each.id for own in beside.values() for each in own} - ids
    texts |= agreements.texts_under(work, others)
    kept = submissions.kept_under(work, ids, states=WITH_RECORDS)
    destroyed = [each.id for each in kept if each.state == "destroyed"]
    return _Rows(
        texts=texts,
        signatures=agreements.signatures_under(work, ids | others),
        kept=kept,
        certified=destructions.certified_of(work, destroyed),
        beside=beside,
    )


def _facts(work: Work, stored: agreements.Agreement, rows: _Rows) -> AgreementFacts:
    texts, signatures = tuple(rows.texts[stored.id]), tuple(rows.signatures[stored.id])
    text = _holding(texts, signatures, least=stored.version)
    terms = terms_of(text.terms)
    handed_in = [each for each in rows.kept if each.agreement == stored.id]
    bare = replace(
        _agreement(stored, text, terms, signatures),
        datasets=frozenset(each.id for each in handed_in if each.has_records),
        certified=rows.certified & {each.id for each in handed_in},
    )
    contributor = _contributor(terms)
    papers = _papers_of(work, stored.id, terms, rows)
    facts = replace(bare, instruments=bare.instruments + papers)
    return AgreementFacts(
        stored=replace(stored, version=text.number),
        texts=texts,
        text=text,
        terms=terms,
        signatures=signatures,
        agreement=facts,
        state=state_of(facts, work.now),
        pending=texts[-1] if texts[-1].number > text.number else None,
        lacking=lacking_instruments(facts, contributor, on=work.now.date()),
    )


def _contributor(terms: AgreementTerms) -> str:
    return next((each for each, part in terms.parties if part == "contributor"), "")


def _papers_of(
    work: Work, agreement: str, terms: AgreementTerms, rows: _Rows
) -> tuple[Instrument, ...]:
    """Return the papers beneath a data use agreement: the certificate, and what was signed here."""
    if terms.instrument != InstrumentKind.DUA:
        return ()
    contributor = _contributor(terms)
    found = [] if terms.certificate is None else [_certificate(terms, contributor)]
    for each in rows.beside.get(contributor, ()):
        texts = rows.texts[each.id] if each.id != agreement else ()
        if texts and texts[-1].terms.get("instrument", InstrumentKind.DUA) != InstrumentKind.DUA:
            found += _signed_here(work, each, texts, rows.signatures[each.id])
    return tuple(found)


def _holding(
    texts: Sequence[AgreementVersion], signatures: Sequence[AgreementSignature], *, least: int
) -> AgreementVersion:
    """The latest text that every party signed, and not one before the last amendment."""
    signed = {(each.participant, each.hash) for each in signatures}
    whole = [
        text
        for text in texts
        if text.number >= least
        and all((party, text.hash) in signed for party in text.terms["parties"])
    ]
    return whole[-1] if whole else next(each for each in texts if each.number == least)


def _certificate(terms: AgreementTerms, contributor: str) -> Instrument:
    document = terms.certificate or {}
    return Instrument(
        kind=InstrumentKind.EXPERT_CERTIFICATE,
        parties=frozenset({contributor}),
        effective=date.fromisoformat(document["signed"]),
        expires=date.fromisoformat(document["expires"]),
    )


def _signed_here(
    work: Work,
    stored: agreements.Agreement,
    texts: Sequence[AgreementVersion],
    signatures: Sequence[AgreementSignature],
) -> list[Instrument]:
    text = _holding(texts, signatures, least=stored.version)
    terms = terms_of(text.terms)
    facts = _agreement(stored, text, terms, signatures)
    if state_of(facts, work.now) is not AgreementState.ACTIVE:
        return []
    return [
        Instrument(
            kind=InstrumentKind(terms.instrument),
            parties=facts.parties,
            effective=terms.effective,
            expires=terms.expires,
        )
    ]


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
        cost=terms.cost,
        release_rules=dict(terms.release_rules),
        sponsors=frozenset(terms.plan_sponsors),
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
