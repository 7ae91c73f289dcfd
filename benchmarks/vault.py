"""The vault against plain Parquet: one large table, and many small submissions.

Five million claim lines of 21 columns are written and read, sealed and plain; then five tables of
500 small submissions are loaded, keys and lease included, against plain files of the same rows.
Targets: sealed costs at most a tenth more CPU than plain to write and to read, and the load of the
500 submissions takes less than a second and at most twice what plain files take.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from adapters.checking import cast_and_check
from benchmarks.claim_lines import claim_lines
from benchmarks.measure_records import Records
from benchmarks.run import measured, told
from benchmarks.vault_folder import vault_in
from hub.measures.lineage import columns_read
from hub.measures.measure import measure_named
from hub.vault.bucket import BUCKET, bucket_of
from hub.vault.dataset import dataset_of
from hub.vault.labels import held_schema
from hub.vault.sealed_table import ROW_GROUP
from hub.vault.snapshot import open_snapshot
from hub.vault.staging import Staging
from hub.vault.stored_types import dictionary_paths, interned, read_as_dictionary
from schemas.records import TABLES
from schemas.table import Table

LINES, PERSONS, SUBMISSIONS = 5_000_000, 100_000, 500
CPU_AT_MOST, SMALL_AT_MOST, SECONDS_AT_MOST = 1.1, 2.0, 1.0
LINE = TABLES["claim_line"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=LINES)
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        measured("benchmarks.vault:prepare_lines", folder, chosen.lines)
        print(f"{chosen.lines:,} claim lines, sealed against plain")
        wrote = _both(folder, "write")
        read = _both(folder, "read")
        measured("benchmarks.vault:prepare_small", folder)
        print(f"{SUBMISSIONS} submissions of five tables, {PERSONS:,} persons")
        loaded = _both(folder, "load")
    met = [wrote <= CPU_AT_MOST, read <= CPU_AT_MOST, loaded <= SMALL_AT_MOST]
    return 0 if all(met) else 1


def prepare_lines(folder: str, lines: int) -> None:
    """Write the claim lines as the intake has them in memory, one Arrow stream for each chunk."""
    categories = pl.Categories.random()
    for number, text in enumerate(claim_lines(lines)):
        positions = pl.Series(range(text.height), dtype=pl.Int64)
        rows = cast_and_check(text.cast(pl.String), LINE, file="", positions=positions).rows
        _write_stream(Path(folder, f"{number:03}.lines"), _held(rows, LINE, categories))


def prepare_small(folder: str) -> None:
    """Stage 500 submissions in a vault, and write their tables as plain files."""
    vault, plain = vault_in(Path(folder, "small")), Path(folder, "plain")
    plain.mkdir()
    categories = pl.Categories.random()
    tables = Records(PERSONS, "CMS2").tables() | Records(PERSONS, "CMS159").tables()
    chosen = {name: _by_submission(rows) for name, rows in list(tables.items())[:5]}
    documents = []
    for number in range(SUBMISSIONS):
        staging = Staging(vault, f"submission-{number}", "run")
        for name, parts in chosen.items():
            rows = _held(parts[number], TABLES[name], categories)
            staging.keep(TABLES[name], rows)
            pq.write_table(rows, plain / f"{number}-{name}.parquet", compression="zstd")
        documents.append(staging.promote().document())
    Path(folder, "small.json").write_text(json.dumps(documents))


def write_sealed(folder: str) -> None:
    """Write the claim lines into the vault."""
    staging = Staging(vault_in(Path(folder, "large")), "lines", "run")
    with staging.table(LINE) as writer:
        for chunk in _chunks(folder):
            writer.write(chunk)
    Path(folder, "large.json").write_text(json.dumps(staging.promote().document()))


def write_plain(folder: str) -> None:
    """Write the claim lines as plain Parquet, in the same row groups and with dictionaries."""
    writer = None
    for chunk in _chunks(folder):
        writer = writer or pq.ParquetWriter(
            Path(folder, "plain.parquet"),
            chunk.schema,
            compression="zstd",
            use_dictionary=dictionary_paths(LINE, held_schema(LINE)),
        )
        writer.write_table(chunk, row_group_size=ROW_GROUP)
    if writer:
        writer.close()


def read_sealed(folder: str) -> int:
    """Load every column of the claim lines from the vault."""
    dataset = dataset_of(json.loads(Path(folder, "large.json").read_text()))
    with open_snapshot(vault_in(Path(folder, "large")), [dataset]) as opened:
        loaded = opened.load({LINE.name: dataset.tables[0].columns})
    return int(loaded[LINE.name][0].rows.num_rows)


def read_plain(folder: str) -> int:
    """Read every column of the plain file, dictionaries as they are."""
    path = Path(folder, "plain.parquet")
    dictionary = read_as_dictionary(LINE, pq.read_schema(path).names)
    return int(pq.read_table(path, read_dictionary=dictionary).num_rows)


def load_sealed(folder: str) -> int:
    """Load what two measures read of 500 submissions from the vault."""
    documents = json.loads(Path(folder, "small.json").read_text())
    snapshot = [dataset_of(document) for document in documents]
    columns = _columns_read()
    with open_snapshot(vault_in(Path(folder, "small")), snapshot) as opened:
        loaded = opened.load(columns)
    return sum(part.rows.num_rows for parts in loaded.values() for part in parts)


def load_plain(folder: str) -> int:
    """Read the same columns of the plain files of the same rows, one after the other."""
    columns = _columns_read()
    count = 0
    for path in Path(folder, "plain").iterdir():
        with pq.ParquetFile(path, pre_buffer=False) as file:
            name = path.stem.partition("-")[2]
            held = [column for column in file.schema_arrow.names if column in columns[name]]
            count += file.read(columns=held, use_threads=False).num_rows
    return count


def _both(folder: str, what: str) -> float:
    """Tell what it costs plain and sealed, and return the ratio of CPU seconds."""
    plain = measured(f"benchmarks.vault:{what}_plain", folder)
    print(told(f"{what} plain", plain))
    sealed = measured(f"benchmarks.vault:{what}_sealed", folder)
    print(told(f"{what} sealed", sealed, plain), flush=True)
    return sealed.cpu / plain.cpu


def _columns_read() -> dict[str, list[str]]:
    read = [columns_read(measure_named(name)) for name in ("CMS2", "CMS159")]
    return {
        name: sorted(frozenset().union(*(columns.get(name, ()) for columns in read)))
        for name in sorted(frozenset().union(*read))
    }


def _held(rows: pl.DataFrame, table: Table, categories: pl.Categories) -> pa.Table:
    """Return rows as the intake hands them to the vault, without columns that hold nothing."""
    rows = rows.select(name for name in rows.columns if rows[name].null_count() < rows.height)
    labelled = rows.with_columns(
        bucket_of(rows["person"]),
        pl.lit("unknown").alias("part2_provenance"),
        pl.lit([], pl.List(pl.String)).alias("sensitivity"),
    )
    return labelled.with_columns(interned(table, rows.columns, categories)).sort(BUCKET).to_arrow()


def _by_submission(rows: pl.DataFrame) -> list[pl.DataFrame]:
    number = bucket_of(rows["person"]).cast(pl.Int64) % SUBMISSIONS
    divided = rows.with_columns(number.alias("number")).partition_by("number", as_dict=True)
    return [divided[(each,)].drop("number") for each in range(SUBMISSIONS)]


def _write_stream(path: Path, rows: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_stream(file, rows.schema) as stream:
        stream.write_table(rows)


def _chunks(folder: str) -> Iterator[pa.Table]:
    for path in sorted(Path(folder).glob("*.lines")):
        with pa.memory_map(str(path)) as file:
            yield pa.ipc.open_stream(file).read_all()


if __name__ == "__main__":
    raise SystemExit(main())
