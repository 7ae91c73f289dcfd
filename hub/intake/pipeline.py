"""One submission from its source to the vault: a run that may be killed anywhere and done again."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import polars as pl

from hub.intake.ahead import ahead
from hub.intake.fault_list import FaultList, FaultSummary
from hub.intake.first_pass import FirstPass
from hub.intake.key_check import left_out_between
from hub.intake.label_counts import LABEL_COUNTS, LabelCounts
from hub.intake.outcome import Outcome
from hub.intake.rows import Ordinals
from hub.intake.terms import Terms
from hub.intake.verdict import reasons
from hub.vault.lease import HeldLease, leased
from hub.vault.staging import Staging, discard_dead_runs
from hub.vault.vault import Vault
from policies.labelling.scope import joined
from schemas.batch import Batch

Step = Callable[[str], None]


def take_in(
    vault: Vault,
    submission: str,
    batches: Iterable[Batch],
    terms: Terms,
    *,
    run: str,
    step: Step,
    workspace: Path | None = None,
    dry_run: bool = False,
) -> Outcome:
    """Take a submission from its batches to promoted files of the vault, or refuse it whole.

    `run` is an id that no run had before: what a dead run staged is thrown away, what it promoted
    and nobody committed is left to the sweep. `step` is called with the name of each step of the
    submission's lifecycle as it begins, up to the verdict where it is refused; what it raises ends
    the run. `workspace` is a folder for sealed files without a name. Of a refused submission, and
    in a `dry_run`, nothing is kept but its faults; whoever commits that destroys the key of its
    records as well. The same batches and terms give the same outcome, whatever went before, but
    for ids and the bytes of the files.
    """
    with (
        leased(vault, [submission]) as lease,
        FaultList(vault, submission, run) as faults,
        _staging(vault, submission, run, dry_run=dry_run) as staging,
        closing(FirstPass(terms, faults, staging=staging, workspace=workspace)) as first,
    ):
        step("reading")
        with closing(ahead(batches)) as coming:
            first.walk(_under(lease, coming))
        step("checking")
        left_out = _left_out(first, faults)
        outcome = _verdict(first, terms, faults.close())
        if not outcome.accepted:
            return outcome
        step("labelling")
        of_claims = joined(first.claims)
        # Columns and tokens were reduced batch by batch.
        step("reducing")
        step("storing")
        counts = LabelCounts()
        for name, rows in first.rows.items():
            lease.check()
            rows.finish(of_claims, left_out[name], counts)
        dataset = staging.promote() if staging is not None else None
        step("receipting")
        return replace(outcome, labels=counts.frame(), dataset=dataset)


@contextmanager
def _staging(vault: Vault, submission: str, run: str, *, dry_run: bool) -> Iterator[Staging | None]:
    """Give a place to stage tables in; what was not promoted at the end of the block is deleted."""
    if dry_run:
        yield None
        return
    discard_dead_runs(vault, submission)
    staging = Staging(vault, submission, run)
    try:
        yield staging
    finally:
        staging.discard()


def _under(lease: HeldLease, batches: Iterable[Batch]) -> Generator[Batch, None, None]:
    """Yield the batches as long as the run may go on."""
    for batch in batches:
        lease.check()
        yield batch


def _left_out(first: FirstPass, faults: FaultList) -> dict[str, Ordinals]:
    """Hold the records to the rules between them, unless there is no use in it any more."""
    if first.is_lost:
        return {}
    left_out = left_out_between(first.keys, first.files, faults.add)
    for name, ordinals in left_out.items():
        first.tally.leave_out(name, len(ordinals))
    return left_out


def _verdict(first: FirstPass, terms: Terms, faults: FaultSummary) -> Outcome:
    counts = first.tally.counts()
    identified = first.inspection.refuses
    found = reasons(counts, terms, identified=identified, whole=first.tally.whole)
    return Outcome(
        reasons=tuple(found),
        counts=counts,
        faults=faults,
        identifiers=first.inspection.identifiers,
        labels=pl.DataFrame(schema=LABEL_COUNTS),
        dropped={
            name: tuple(sorted(filled - terms.columns.get(name, frozenset())))
            for name, filled in first.filled.items()
        },
        dataset=None,
    )
