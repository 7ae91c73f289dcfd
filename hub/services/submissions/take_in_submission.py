"""Take in a received submission: the worker's way, state by state, begun anew after a crash."""

from dataclasses import replace
from typing import Any

import polars as pl

from adapters.inputs import read_source
from adapters.source import Source
from hub.intake.outcome import Outcome, unread
from hub.intake.pipeline import take_in
from hub.services.agreements.facts import AgreementFacts, agreement_facts
from hub.services.heartbeat import LEASE, kept_alive
from hub.services.house import House
from hub.services.privacy.disclosure_ledger import enter_intake
from hub.services.submissions.held_submission import (
    NO_LONGER_LET_IN,
    WAITING,
    HeldSubmission,
    NotAcceptable,
)
from hub.services.submissions.intake_terms import intake_terms
from hub.services.submissions.kept_keys import destroy_what_is_not_kept
from hub.services.submissions.receipt import receipt
from hub.store import submissions
from hub.store.leased_rows import LostLease
from hub.store.submission_tables import FaultCount, SubmissionTable, write_counts
from hub.store.submissions import Submission
from hub.store.work import Work
from hub.vault.inbox import open_upload
from hub.vault.vault import Destroyed


def claim_submission(house: House, *, worker: str) -> Submission | None:
    """Take the oldest waiting submission, also one that a dead worker left in a step."""
    with house.begin() as work:
        return submissions.claim(
            work, worker=worker, lease=house.ids(), lasting=LEASE, states=WAITING
        )


def take_in_submission(house: House, claimed: Submission) -> Submission:
    """Bring a claimed submission to its end: accepted, tried, refused or failed.

    A failure is raised after the submission was left for another attempt, or has failed for good.
    """
    held = HeldSubmission(house, claimed)
    with kept_alive(held.renew):
        try:
            if held.is_spent:
                return held.fail(reason="worker-died")
            held.restart()
            return _ended(held, *_taken_in(held))
        except LostLease:
            raise
        except Destroyed:
            # Its upload is gone, as after a backup was restored: no attempt can succeed.
            held.fail(reason="upload-destroyed")
            raise
        except Exception:
            held.give_up()
            raise


def _taken_in(held: HeldSubmission) -> tuple[AgreementFacts, Outcome]:
    house, claimed = held.house, held.now
    with house.look() as work:
        facts = agreement_facts(work, claimed.agreement)
        terms = intake_terms(house, work, facts)
    if not facts.may("hand-in"):
        held.step("reading")
        return facts, unread(NO_LONGER_LET_IN)
    source = Source(name="upload", open=lambda: open_upload(house.vault, claimed.id))
    outcome = take_in(
        house.vault,
        claimed.id,
        read_source(source, claimed.format),
        terms,
        run=house.ids(),
        step=held.step,
        dry_run=claimed.dry_run,
    )
    return facts, outcome


def _ended(held: HeldSubmission, facts: AgreementFacts, outcome: Outcome) -> Submission:
    try:
        ended = _told(held, facts, outcome)
    except NotAcceptable as found:
        ended = _told(held, facts, replace(outcome, reasons=(found.reason,), dataset=None))
    destroy_what_is_not_kept(held.house.vault, ended.id, ended.state)
    return ended


def _told(held: HeldSubmission, facts: AgreementFacts, outcome: Outcome) -> Submission:
    house, submission = held.house, held.now
    words = {
        "receipt": receipt(house, submission, facts, outcome),
        "fault_file": _fault_file(outcome),
    }

    def counted(work: Work) -> None:
        write_counts(
            work,
            submission.id,
            tables=_tables(submission, outcome),
            faults=_faults(submission, outcome.faults.counts),
        )

    if not outcome.accepted:
        return held.close("refuse", counted, reason=outcome.reasons[0].rule, **words)
    if submission.dry_run:
        return held.close("try", counted, **words)
    document = outcome.dataset.document() if outcome.dataset else None
    kept = {name: count.kept for name, count in outcome.counts.items()}

    def entered(work: Work) -> None:
        counted(work)
        enter_intake(work, submission, facts, kept)

    return held.accept(entered, dataset=document, **words)


def _fault_file(outcome: Outcome) -> dict[str, Any] | None:
    stored = outcome.faults.stored
    return {"run": stored.run, "faults": stored.faults} if stored else None


def _tables(submission: Submission, outcome: Outcome) -> tuple[SubmissionTable, ...]:
    return tuple(
        SubmissionTable(
            submission=submission.id,
            table=name,
            participant=submission.participant,
            rows=count.kept,
            left_out=count.faulty,
        )
        for name, count in outcome.counts.items()
    )


def _faults(submission: Submission, counts: pl.DataFrame) -> tuple[FaultCount, ...]:
    merged = counts.group_by("table", "rule", "field", maintain_order=True).agg(
        pl.col("severity").min(), pl.col("count").sum()
    )
    return tuple(
        FaultCount(
            submission=submission.id,
            table=row["table"],
            rule=row["rule"],
            field=row["field"],
            severity=row["severity"],
            participant=submission.participant,
            remedy="",
            count=row["count"],
        )
        for row in merged.iter_rows(named=True)
    )
