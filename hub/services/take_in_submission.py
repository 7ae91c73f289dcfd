"""Take in a received submission: the worker's way, state by state, begun anew after a crash."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl

from adapters.inputs import read_source
from adapters.source import Source
from hub.intake.outcome import Outcome
from hub.intake.pipeline import take_in
from hub.services.agreement_facts import AgreementFacts, agreement_facts
from hub.services.house import House
from hub.services.intake_terms import intake_terms
from hub.services.receipt import receipt
from hub.store import submissions
from hub.store.submission_tables import FaultCount, SubmissionTable, write_counts
from hub.store.submissions import LostLease, Submission
from hub.store.work import Work
from hub.vault.destruction import destroy_keys, destroy_upload
from hub.vault.inbox import open_upload
from hub.vault.key_name import KeyName
from policies.lifecycle.lifecycles import allowed, lifecycle, transition

LEASE = timedelta(minutes=5)
ATTEMPTS = 3
WAITING = ("received", *lifecycle("submission").steps)
_VERBS = {following: event for (_, event), following in lifecycle("submission").arrows.items()}


def claim_submission(house: House, *, worker: str) -> Submission | None:
    """Take the oldest waiting submission, also one that a dead worker left in a step."""
    with house.begin() as work:
        return submissions.claim(
            work, worker=worker, lease=house.ids(), lasting=LEASE, states=WAITING
        )


def take_in_submission(house: House, claimed: Submission) -> Submission:
    """Bring a claimed submission to its end: accepted, tried, refused or failed."""
    held = _Held(house, claimed)
    try:
        held.restart()
        with house.look() as work:
            facts = agreement_facts(work, claimed.agreement)
            terms = intake_terms(house, work, facts)
        if not allowed("agreement", facts.state, "hand-in"):
            return held.close("refuse", told=None, reason="agreement-not-active")
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
    except LostLease:
        raise
    except Exception:
        held.give_up()
        raise
    return _ended(held, facts, outcome)


class _Held:
    """A claimed submission and its lease, moved on state by state."""

    def __init__(self, house: House, claimed: Submission) -> None:
        self.house, self.now = house, claimed

    def restart(self) -> None:
        """Bring what a dead worker left in a step back to where the work begins."""
        if self.now.state != "received":
            self._move(transition("submission", self.now.state, "restart"))

    def step(self, name: str) -> None:
        """Note that the run has come to a step, and hold the lease on."""
        if self.now.state != name:
            self._move(transition("submission", self.now.state, _VERBS[name]))

    def close(self, event: str, *, told: Callable[[Work], None] | None, **facts: Any) -> Submission:
        """Take the last step, and give the lease back."""
        with self.house.begin() as work:
            if told is not None:
                told(work)
            to_state = transition("submission", self.now.state, event)
            ended = submissions.advance(work, self.now, to_state=to_state, last=True, **facts)
            self._tell(work, to_state)
        self.now = ended
        return ended

    def give_up(self) -> None:
        """Leave the submission for another attempt; after some attempts it has failed."""
        with self.house.begin() as work:
            if self.now.attempts < ATTEMPTS:
                pause = work.now + timedelta(seconds=5 * 4**self.now.attempts)
                submissions.let_go(work, self.now, again_at=pause)
                return
            if self.now.state == "received":
                self.now = submissions.advance(work, self.now, to_state="reading")
            to_state = transition("submission", self.now.state, "fail")
            submissions.advance(work, self.now, to_state=to_state, last=True, reason="internal")
            self._tell(work, to_state)

    def _move(self, to_state: str) -> None:
        with self.house.begin() as work:
            held = submissions.renew(work, self.now, lasting=LEASE)
            moved = submissions.advance(work, held, to_state=to_state)
            self._tell(work, to_state)
        self.now = moved

    def _tell(self, work: Work, to_state: str) -> None:
        work.tell(
            "submission-moved",
            subject=self.now.id,
            participant=self.now.participant,
            from_state=self.now.state,
            to_state=to_state,
        )


def _ended(held: _Held, facts: AgreementFacts, outcome: Outcome) -> Submission:
    house, submission = held.house, held.now

    def counted(work: Work) -> None:
        write_counts(
            work,
            submission.id,
            tables=_tables(submission, outcome),
            faults=_faults(submission, outcome.faults.counts),
        )

    words = receipt(house, submission, facts, outcome)
    if not outcome.accepted:
        ended = held.close("refuse", told=counted, reason=outcome.reasons[0].rule, receipt=words)
        destroy_keys(house.vault, [KeyName(submission=submission.id)])
    elif submission.dry_run:
        ended = held.close("try", told=counted, receipt=words)
        destroy_keys(house.vault, [KeyName(submission=submission.id)])
    else:
        ended = held.close(
            "accept", told=_with_replaced(submission, counted), **_kept(outcome, words)
        )
    destroy_upload(house.vault, submission.id)
    return ended


def _kept(outcome: Outcome, words: dict[str, Any]) -> dict[str, Any]:
    document = outcome.dataset.document() if outcome.dataset else None
    return {"dataset": document, "receipt": words}


def _with_replaced(
    submission: Submission, counted: Callable[[Work], None]
) -> Callable[[Work], None]:
    def told(work: Work) -> None:
        counted(work)
        if submission.replaces is None:
            return
        submissions.move(work, submission.replaces, from_states=["accepted"], to_state="replaced")
        work.tell(
            "submission-replaced", subject=submission.replaces, participant=submission.participant
        )

    return told


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
