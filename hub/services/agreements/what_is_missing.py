"""What still has to happen before records may flow, in words that a newcomer understands."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from hub.services.agreements.facts import AgreementFacts, facts_of, main_agreement
from hub.store import agreements, participants, users
from hub.store.participants import Participant
from hub.store.work import Work
from policies.agreement.ending import days_left, near_end
from policies.agreement.instrument import InstrumentKind
from policies.agreement.state import AgreementState, signed_by

HANDING_IN = ("payer", "practice", "program")
_STATES = {
    AgreementState.SUSPENDED: "The coordinator has to let it hold again: it is suspended.",
    AgreementState.EXPIRED: "It has run out; a renewal has to be drafted and signed.",
    AgreementState.TERMINATED: "It was terminated; a new one would be needed.",
    AgreementState.CLOSED: "It is closed; a new one would be needed.",
}


def missing(facts: AgreementFacts, *, names: Mapping[str, str], today: date) -> list[str]:
    """Return what is missing under one agreement; nothing where it does all that it is for."""
    found = [_STATES[facts.state]] if facts.state in _STATES else []
    if facts.state in {AgreementState.DRAFT, AgreementState.PARTLY_SIGNED}:
        found += _unsigned(facts, names, today)
    if facts.state is AgreementState.SIGNED:
        found.append(f"Its first day has to come: {facts.terms.effective.isoformat()}.")
    if facts.lets_flow:
        found += [f"It needs {need.text} ({need.citation})." for need in facts.lacking]
    return found + _papers(facts, today) + _ending(facts, today)


def missing_for(work: Work, participant: Participant) -> list[str]:
    """Return what a participant lacks, of all that this work may see."""
    papers = facts_of(work, agreements.of_participant(work, participant.id))
    names = participants.names(work)
    return lacks(participant, papers, names=names, today=work.now.date())


def lacks(
    participant: Participant,
    papers: Sequence[AgreementFacts],
    *,
    names: Mapping[str, str],
    today: date,
) -> list[str]:
    """Return what a participant lacks: on its data use agreement, and its own open signatures."""
    if participant.left_at is not None:
        return []
    found = [
        f"Its signature is missing: {facts.stored.title}."
        for facts in papers
        if not facts.lets_flow
        and facts.state in {AgreementState.DRAFT, AgreementState.PARTLY_SIGNED}
        and participant.id not in signed_by(facts.agreement, today)
    ]
    if participant.kind not in HANDING_IN:
        return found
    main = main_agreement(papers, participant.id)
    if main is None:
        return ["No agreement is drafted.", *found]
    return [*missing(main, names=names, today=today), *found]


def signatories(work: Work) -> Mapping[str, Sequence[str]]:
    """Return the names of those who may sign, by participant, as far as this work sees them."""
    may_sign = users.who_may(work, "agreement.sign")
    found: defaultdict[str, list[str]] = defaultdict(list)
    for each in users.every(work):
        if each.disabled_at is None and each.id in may_sign:
            found[each.participant].append(each.name)
    return found


def _unsigned(facts: AgreementFacts, names: Mapping[str, str], today: date) -> list[str]:
    open_ones = sorted(facts.agreement.parties - signed_by(facts.agreement, today))
    return [f"{names.get(party, party)} has to sign the text." for party in open_ones]


def _papers(facts: AgreementFacts, today: date) -> list[str]:
    lapsed = [
        each.kind
        for each in facts.agreement.instruments
        if not each.in_force(today) and each.kind != InstrumentKind.EXPERT_CERTIFICATE
    ]
    return [f"A paper that it rests on is not in force: {kind}." for kind in lapsed]


def _ending(facts: AgreementFacts, today: date) -> list[str]:
    if facts.state is not AgreementState.ACTIVE or not near_end(facts.agreement, today):
        return []
    left = days_left(facts.agreement, today)
    when = "today" if left == 0 else "tomorrow" if left == 1 else f"in {left} days"
    last = facts.terms.expires.isoformat()
    renewal = " A renewal waits for signatures." if facts.pending else ""
    return [f"It ends soon: its last day is {last}, {when}.{renewal}"]
