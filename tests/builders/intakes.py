"""Batches, terms and runs of the intake, for tests."""

from datetime import date

import polars as pl

from hub.intake.pipeline import take_in
from hub.intake.terms import Terms
from hub.vault.snapshot import frame_of, joined, open_snapshot
from policies.labelling.code_list import usual_lists
from policies.labelling.program_registry import NOBODY_KNOWN
from schemas.batch import Batch
from schemas.fault import Fault, faults_frame, no_faults
from schemas.records import TABLES
from tests.builders.records import frames

ON = date(2026, 11, 22)
EVERY_COLUMN = {name: frozenset(table.names) for name, table in TABLES.items()}


def rekeyed(tokens):
    """Return tokens anew, in a way that a test can repeat."""
    return tokens.str.reverse().rename(tokens.name)


def terms(**changed):
    """Return terms under which everything may be kept, under an expert's determination or not."""
    usual = {
        "basis": "limited_data_set",
        "columns": EVERY_COLUMN,
        "tolerance": 0.01,
        "lists": usual_lists(),
        "registry": NOBODY_KNOWN,
        "rekeyed": rekeyed,
        "on": ON,
    }
    return Terms(**(usual | changed))


def batch(name, *rows, file="records.csv", first=1, faults=(), surplus=None):
    """Return rows of one table as a batch; records are numbered from `first`."""
    table = TABLES[name]
    frame = frames(rows)[name]
    return Batch(
        table=table,
        columns=frame.to_dict(),
        positions=pl.Series(range(first, first + frame.height), dtype=pl.Int64),
        file=file,
        faults=faults_frame(list(faults)) if faults else no_faults(),
        surplus=surplus or {},
    )


def error(name, position, *, rule="day", field="start_day", severity="error"):
    """Return a fault of one record."""
    return Fault(
        rule=rule,
        remedy="write the day as YYYY-MM-DD",
        file="records.csv",
        table=name,
        position=position,
        field=field,
        severity=severity,
    )


def taken(vault, batches, *, submission="one", run="run-1", step=None, **options):
    """Run the intake to its end."""
    chosen = {name: options.pop(name) for name in ("dry_run", "workspace") if name in options}
    return take_in(
        vault,
        submission,
        batches,
        terms(**options),
        run=run,
        step=step or (lambda name: None),
        **chosen,
    )


def kept(vault, dataset, name, *columns):
    """Return what the vault holds of a table, as a frame sorted by its key."""
    table = TABLES[name]
    stored = dataset.table(name)
    if stored is None:
        return None
    wanted = list(columns or stored.columns)
    with open_snapshot(vault, [dataset]) as opened:
        parts = opened.load({name: wanted})[name]
    frame = frame_of(table, joined(table, wanted, parts))
    keys = [key for key in table.key if key in wanted]
    return frame.sort(keys) if keys else frame
