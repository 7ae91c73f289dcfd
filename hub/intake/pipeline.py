"""One submission from its source to the vault: a run that may be killed anywhere and done again."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import polars as pl
import pyarrow as pa

from hub.intake.ahead import ahead
from hub.intake.fault_list import FaultList, FaultSummary
from hub.intake.first_pass import FirstPass
from hub.intake.key_check import Ordinals, left_out_between
from hub.intake.outcome import Outcome
from hub.intake.second_pass import LABEL_COUNTS, SecondPass
from hub.intake.terms import Terms
from hub.intake.verdict import reasons
from hub.vault.dataset import Dataset
from hub.vault.lease import HeldLease, leased
from hub.vault.staging import Staging, discard
from hub.vault.vault import Vault
from policies.labelling.scope import joined
from schemas.batch import Batch
from schemas.table import Table

Item = TypeVar("Item")
Step = Callable[[str], None]
Sifted = Iterable[tuple[Table, Iterator[pa.Table]]]


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
    in a `dry_run`, nothing is kept but its faults. The same batches and terms give the same
    outcome, whatever went before, but for ids and the bytes of the files.
    """
    with (
        leased(vault, [submission]) as lease,
        FaultList(vault, submission, run) as faults,
        closing(FirstPass(terms, faults, workspace=workspace)) as first,
    ):
        discard(vault, submission)
        step("reading")
        with closing(ahead(batches)) as coming:
            first.walk(_under(lease, coming))
        step("checking")
        left_out = _left_out(first, faults)
        outcome = _verdict(first, terms, faults.close())
        if not outcome.accepted:
            return outcome
        step("labelling")
        second = SecondPass(joined(first.claims))
        step("reducing")
        sifted = (
            (spool.table, _under(lease, second.chunks(spool, left_out[name])))
            for name, spool in first.spools.items()
        )
        step("storing")
        dataset = None if dry_run else _stored(sifted, Staging(vault, submission, run))
        _drain(sifted)
        step("receipting")
        return replace(outcome, labels=second.label_counts, dataset=dataset)


def _left_out(first: FirstPass, faults: FaultList) -> Mapping[str, Ordinals]:
    """Hold the records to the rules between them, unless there is no use in it any more."""
    if first.is_lost:
        return {}
    left_out = left_out_between(first.spools, first.files, faults.add)
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


def _stored(sifted: Sifted, staging: Staging) -> Dataset:
    """Write what was sifted into the vault; a thread encrypts while the next chunk is made."""
    for table, chunks in sifted:
        with staging.table(table) as writer, closing(ahead(chunks)) as coming:
            for chunk in coming:
                writer.write(chunk)
    return staging.promote()


def _drain(sifted: Sifted) -> None:
    """Take what nobody stored: its labels are counted."""
    for _, chunks in sifted:
        for _ in chunks:
            pass


def _under(lease: HeldLease, items: Iterable[Item]) -> Iterator[Item]:
    """Yield the items as long as the run may go on."""
    for item in items:
        lease.check()
        yield item
