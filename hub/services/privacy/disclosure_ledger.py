"""The ledger of disclosures: who got which identifiable records, when, for what, resting on what.

Each transfer of identifiable or limited-data-set records to the hub is entered as it is accepted.
A release of aggregates is a publication, and stands in a list of its own.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time

from hub.services.agreements.facts import AgreementFacts, agreement_of
from hub.services.house import HUB
from hub.services.refusal import Refused
from hub.store import disclosures, participants, releases, reports
from hub.store.disclosures import Disclosure
from hub.store.releases import Release
from hub.store.submissions import Submission
from hub.store.work import Work
from policies.agreement.instrument import InstrumentKind
from policies.basis import Basis, identifiable
from policies.capacity import Capacity
from policies.data_class import class_of_table
from policies.part2 import s2_25_accounting
from policies.part2.s2_24_list_of_disclosures import due, owed, reaches_back_to
from schemas.record import record

CONSENT, SERVICE, DATA_USE = "consent", "service-agreement", "data-use-agreement"
RECEIVED_UNDER_CONSENT = "received-under-consent"
NOTICE = "42-cfr-2-32"
CONSENT_SCOPE = "as each consent directive handed in attests, by token"
PUBLISHED = ("published", "corrected", "withdrawn")


@record
class Listed:
    """The disclosures of one participant's records since a day, and by when the list is due.

    `intermediary`: the hub holds them as an intermediary, and owes the patient the list itself
    (42 CFR 2.24); otherwise it is the participant's part of its own accounting (42 CFR 2.25).
    """

    participant: str
    intermediary: bool
    since: date
    due: date
    entries: tuple[Disclosure, ...]


@record
class Publication:
    """A release of aggregates: when, and how many participants got a report of their own."""

    release: Release
    reports: int


def enter_intake(
    work: Work, submission: Submission, facts: AgreementFacts, rows: Mapping[str, int]
) -> int:
    """Enter the transfer of an accepted submission, one entry a class of data; return how many.

    `rows` are the records kept by table. Nothing is entered of records that tell of nobody
    (42 CFR 2.12(a)): Safe Harbor, expert determination, counts.
    """
    if not identifiable(Basis(submission.basis)):
        return 0
    by_class: dict[str, list[tuple[str, int]]] = {}
    for table, count in sorted(rows.items()):
        if count:
            by_class.setdefault(class_of_table(table), []).append((table, count))
    rests_on = _rests_on(facts, work.now.date())
    for name, tables in sorted(by_class.items()):
        disclosures.add(work, _entry(work, submission, facts, name, tables, rests_on))
    if by_class:
        work.tell(
            "disclosure",
            subject=submission.id,
            participant=submission.participant,
            recipient=HUB,
            basis=submission.basis,
            rows=sum(count for tables in by_class.values() for _, count in tables),
        )
    return len(by_class)


def list_disclosures(work: Work, participant: str, *, asked: date) -> Listed:
    """Return the list for a participant who asked on a day: as far back as the law goes."""
    if participants.one(work, participant) is None:
        raise Refused(rule="participant", text="there is no such participant", status=404)
    intermediary = owed(intermediary=_is_intermediary(work, participant))
    since = reaches_back_to(asked)
    begins = datetime.combine(since, time(), UTC)
    return Listed(
        participant=participant,
        intermediary=intermediary,
        since=since,
        due=due(asked) if intermediary else s2_25_accounting.due(asked),
        entries=disclosures.since(work, begins, participant=participant),
    )


def _is_intermediary(work: Work, participant: str) -> bool:
    """Tell whether a program's records lie here on consents alone: no paper makes the hub serve it.

    A business associate or service organisation is no intermediary (42 CFR 2.11).
    """
    facts = agreement_of(work, participant)
    if facts is None or not identifiable(facts.agreement.basis):
        return False
    return _rests_on(facts, work.now.date()) == CONSENT


def publications(work: Work) -> tuple[Publication, ...]:
    """Return the releases that were published, the newest first."""
    told = reports.readers(work)
    return tuple(
        Publication(release=each, reports=told.get(each.id, 0))
        for each in releases.every(work, states=PUBLISHED)
    )


def _rests_on(facts: AgreementFacts, on: date) -> str:
    agreement = facts.agreement
    if Capacity.PROGRAM not in agreement.capacities:
        return RECEIVED_UNDER_CONSENT if agreement.attests_tpo_receipt else DATA_USE
    papers = (InstrumentKind.QSOA, InstrumentKind.BAA)
    if any(agreement.instrument(kind, facts.contributor, on=on) for kind in papers):
        return SERVICE
    return CONSENT


def _entry(
    work: Work,
    submission: Submission,
    facts: AgreementFacts,
    name: str,
    tables: list[tuple[str, int]],
    rests_on: str,
) -> Disclosure:
    consented = rests_on == CONSENT
    listed = ", ".join(table.replace("_", " ") for table, _ in tables)
    return Disclosure(
        id=work.new_id(),
        participant=submission.participant,
        recipient=HUB,
        purpose=min(facts.terms.purposes, default=""),
        data_class=name,
        basis=submission.basis,
        described=f"records of {listed}"[:500],
        rows=sum(count for _, count in tables),
        disclosed_at=work.now,
        submission=submission.id,
        rests_on=rests_on,
        statement=NOTICE if consented else None,
        consent_scope=CONSENT_SCOPE if consented else None,
    )
