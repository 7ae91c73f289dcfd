"""Measures over many persons, the load from the encrypted vault included.

`python -m benchmarks.measures [MEASURE [PERSONS]]` prints patients a second against what is asked
for, and the engine's part of the time. CMS2 and CMS159 run on records drawn for them, the others on
copies of the situations that specify them. Each runs in a process as `hub` starts one, which keeps
the pages that it frees for a while.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

import polars as pl

from benchmarks.copied_records import copied
from benchmarks.measure_records import Records
from benchmarks.run import measured
from benchmarks.vault_folder import rows_of
from hub.measures.engine import Limits, evaluate
from hub.measures.lineage import columns_read
from hub.measures.measure import measure_named
from hub.measures.value_sets import value_sets_of
from hub.vault.bucket import BUCKET, bucket_of
from hub.vault.dataset import Dataset
from hub.vault.destruction_register import DestructionFile
from hub.vault.leases import LeaseFolder
from hub.vault.master_keys import MasterKeyRing
from hub.vault.snapshot import open_snapshot
from hub.vault.staging import Staging
from hub.vault.storage import storage_at
from hub.vault.stored_types import interned
from hub.vault.vault import Vault
from hub.vault.wrapped_keys import WrappedKeyFolder
from schemas.record import record
from schemas.records import TABLES
from tests.spec.measures.specs import SETS, SPECS

RUNS = 3
# These have records drawn for them.
DRAWN = ("CMS2", "CMS159")


@record
class Asked:
    """What is asked of a measure: patients a second, at a size and in so many submissions."""

    identifier: str
    persons: int
    submissions: int
    each_second: int


ASKED = (
    Asked(identifier="CMS2", persons=1_000_000, submissions=4, each_second=500_000),
    Asked(identifier="CMS159", persons=1_000_000, submissions=4, each_second=250_000),
    *(
        Asked(identifier=identifier, persons=1_000_000, submissions=4, each_second=250_000)
        for identifier in ("CMS128", "CMS136", "CMS137", "CMS161", "CMS177")
    ),
    Asked(identifier="CMS2", persons=100_000, submissions=500, each_second=100_000),
    Asked(identifier="CMS159", persons=100_000, submissions=500, each_second=100_000),
)


def main() -> int:
    """Print one line for each thing asked; 1 where one of them is not reached."""
    reached = [_told(asked) for asked in _chosen(sys.argv[1:])]
    return 0 if all(reached) else 1


def timed(identifier: str, persons: int, number: int) -> tuple[float, float, float]:
    """Return the seconds of the best of a few runs: from vault to result, engine alone, and CPU."""
    asked = Asked(identifier=identifier, persons=persons, submissions=number, each_second=0)
    parts = submissions(asked)
    measure = measure_named(asked.identifier)
    drawn = asked.identifier in DRAWN
    sets = {asked.identifier: value_sets_of(measure) if drawn else SETS[asked.identifier]}
    period = SPECS[asked.identifier].PERIOD
    best = (float("inf"),) * 3
    with vault_of(asked, parts) as (vault, snapshot):
        for _ in range(RUNS):
            start, before = time.perf_counter(), time.process_time()
            with open_snapshot(vault, snapshot) as opened:
                tables = rows_of(opened.load(columns_read(measure)))
            between = time.perf_counter()
            results = evaluate([measure], tables, period, sets, limits=Limits(threads=2))
            end, after = time.perf_counter(), time.process_time()
            if results[asked.identifier].height != asked.persons * len(measure.rates):
                raise RuntimeError("some person has no result")
            best = min(best, (end - start, end - between, after - before))
    return best


def submissions(asked: Asked) -> dict[str, list[pl.DataFrame]]:
    """Return the records, all of a person in one of the submissions."""
    if asked.identifier in DRAWN:
        tables = Records(asked.persons, asked.identifier).tables()
    else:
        tables = copied(asked.identifier, asked.persons)
    return {
        name: [
            part.drop("submission")
            for _, part in sorted(
                rows.with_columns(
                    submission=bucket_of(rows["person"]).cast(pl.Int64) % asked.submissions
                ).group_by("submission")
            )
        ]
        for name, rows in tables.items()
    }


@contextmanager
def vault_of(
    asked: Asked, parts: dict[str, list[pl.DataFrame]]
) -> Iterator[tuple[Vault, list[Dataset]]]:
    """Give a vault in a temporary folder that holds the records, and their snapshot."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        vault = Vault(
            storage=storage_at(str(folder / "files")),
            master_keys=MasterKeyRing(versions={1: bytes(range(32))}),
            wrapped_keys=WrappedKeyFolder(folder=folder / "keys"),
            register=DestructionFile(path=folder / "destroyed.jsonl"),
            leases=LeaseFolder(folder=folder / "leases"),
            clock=lambda: datetime(2026, 11, 22, tzinfo=UTC),
        )
        yield vault, [_stored(vault, number, parts) for number in range(asked.submissions)]


def _stored(vault: Vault, number: int, parts: dict[str, list[pl.DataFrame]]) -> Dataset:
    staging = Staging(vault, f"submission-{number}", "run-1")
    for name, frames in parts.items():
        if number < len(frames):
            rows = frames[number].with_columns(
                bucket_of(frames[number]["person"]),
                pl.lit("unknown").alias("part2_provenance"),
                pl.lit([], pl.List(pl.String)).alias("sensitivity"),
            )
            kept = rows.with_columns(interned(TABLES[name], rows.columns, pl.Categories.random()))
            staging.keep(TABLES[name], kept.sort(BUCKET).to_arrow())
    return staging.promote()


def _chosen(words: Sequence[str]) -> list[Asked]:
    found = [asked for asked in ASKED if asked.identifier in words[:1] or not words]
    if not words[1:]:
        return found
    return [replace(asked, persons=int(words[1])) for asked in found[:1]]


def _told(asked: Asked) -> bool:
    run = measured("benchmarks.measures:timed", asked.identifier, asked.persons, asked.submissions)
    total, engine, cpu = cast("list[float]", run.answer)
    each_second = asked.persons / total
    sys.stdout.write(
        f"{asked.identifier:<7}{asked.persons:>10,} patients in {asked.submissions:>3} submissions"
        f" {total:6.2f} s (engine {engine:5.2f} s, {cpu:5.2f} CPU s)"
        f" {each_second:>10,.0f} a second,"
        f" {asked.each_second:,} asked\n"
    )
    sys.stdout.flush()
    return each_second >= asked.each_second


if __name__ == "__main__":
    sys.exit(main())
