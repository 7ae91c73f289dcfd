"""The claims measures against hand-written SQL for the same questions, and how they grow.

`python -m benchmarks.claims_measures [LINES [MEASURE ...]]`: claims of so many lines, ten a person,
are put into an encrypted vault. Each measure is asked of the tables that come out of it, and so is
the SQL of claims_baselines, which must give the same rows. A run numbers its persons once for all
of its measures: a measure bears its share of that, and what it costs alone is told beside. The load
is told apart, against a bare read of the same encrypted columns. Last, all measures are asked
together, in buckets of persons, of a tenth of the lines and of all. Asked for: a measure at most
1.3 times its baseline, a load 1.5 times the bare read, all measures in 60 seconds and a gigabyte,
and ten times the persons in at most 11 times the time and in the same memory.
"""

import json
import resource
import sys
from collections.abc import Callable, Sequence
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow.parquet import encryption

from benchmarks.claims_records import ClaimsRecords
from benchmarks.run import measured, told
from benchmarks.vault_folder import rows_of, vault_in
from hub.measures.engine import Limits, evaluate
from hub.measures.lineage import columns_of, columns_read
from hub.measures.measure import Measure, measure_named
from hub.measures.numbered import numbered
from hub.measures.value_sets import value_sets_of
from hub.vault.bucket import in_parts
from hub.vault.dataset import Dataset, dataset_of
from hub.vault.key_name import KeyName
from hub.vault.keys import file_key
from hub.vault.places import dataset_place, file_name, file_place
from hub.vault.snapshot import open_snapshot
from hub.vault.staging import Staging
from hub.vault.stored_types import read_as_dictionary
from hub.vault.vault import Vault
from schemas.period import Period
from schemas.records import TABLES
from tests.builders.vaults import held

LINES, SUBMISSIONS = 5_000_000, 4
# Lines that are in memory at a time, with the persons they belong to.
LINES_AT_ONCE = 500_000
BASELINES = Path(__file__).parent / "claims_baselines"
PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
AGAINST_BASELINE, AGAINST_BARE, SECONDS, MEGABYTES, GROWTH, MORE = 1.3, 1.5, 60, 1_000, 11, 1.1
ROWS = ("person", "rate", "initial_population", "denominator", "numerator")
# The widest load: what the follow-up after emergency visits for substance use reads.
WIDEST = "HUB-FUA"


def main(words: Sequence[str]) -> int:
    """Run the benchmark; 0 where everything asked for is reached."""
    lines = int(words[0]) if words else LINES
    chosen = list(words[1:]) or names()
    with TemporaryDirectory() as folder:
        for part, count in (("few", lines // 10), ("all", lines)):
            measured("benchmarks.claims_measures:prepare", f"{folder}/{part}", count)
        print(f"{lines:,} claim lines, {lines // 10:,} persons, {SUBMISSIONS} submissions")
        reached = [_compared(f"{folder}/all", name) for name in chosen]
        reached += [_loaded(f"{folder}/all"), _grown(folder, lines, chosen)]
    return 0 if all(reached) else 1


def names() -> list[str]:
    """Return the measures that have a baseline."""
    return sorted(path.stem for path in BASELINES.glob("*.sql"))


def prepare(folder: str, lines: int) -> None:
    """Stage the submissions in a vault."""
    vault = vault_in(Path(folder))
    known = [measure_named(name) for name in names()]
    documents = []
    for sender in range(SUBMISSIONS):
        tables = ClaimsRecords(lines // SUBMISSIONS, known, sender=sender).tables()
        staging = Staging(vault, f"submission-{sender}", "run")
        for name in list(tables):
            staging.keep(TABLES[name], held(name, tables.pop(name)).to_arrow())
        documents.append(staging.promote().document())
    Path(folder, "datasets.json").write_text(json.dumps(documents))


def compare(folder: str, name: str) -> dict[str, float]:
    """Return the CPU seconds of a measure, alone and as one of the set, and of its baseline."""
    measure = measure_named(name)
    tables = _tables(folder, measure)
    sets = {name: value_sets_of(measure)}
    ours, found = _timed(
        lambda: evaluate([measure], tables, PERIOD, sets, limits=Limits(threads=2))[name]
    )
    numbering, _ = _timed(lambda: numbered(tables)[1].to_frame())
    listed = _listed(measure, tables)
    theirs, expected = _timed(lambda: _baseline(name, tables, listed))
    counts = found.select("person", "rate", pl.col(*ROWS[2:]).cast(pl.Int64)).sort(ROWS[:2])
    if not counts.equals(expected.cast(counts.schema).sort(ROWS[:2])):
        raise RuntimeError(f"{name} and its baseline differ")
    if not counts["numerator"].sum():
        raise RuntimeError(f"nobody is in a numerator of {name}")
    share = ours - numbering + numbering / len(names())
    return {"alone": ours, "measure": share, "baseline": theirs}


def load_sealed(folder: str, name: str) -> int:
    """Load what a measure reads."""
    return len(_tables(folder, measure_named(name)))


def load_bare(folder: str, name: str) -> int:
    """Read the same columns of the same files with Arrow alone, the keys at hand."""
    vault, snapshot = _vault(folder)
    wanted = columns_read(measure_named(name))
    rows = 0
    for dataset in snapshot:
        key = vault.key(KeyName(submission=dataset.submission))
        for stored in dataset.tables:
            for file in stored.files if stored.name in wanted else ():
                held = [column for column in file.columns if column in wanted[stored.name]]
                if file.extent is None:
                    rows += _bare(vault, dataset, stored.name, key, held).num_rows
    return rows


def together(folder: str, lines: int, chosen: list[str]) -> int:
    """Ask all measures, in so many parts that each holds the same number of lines."""
    asked = [measure_named(name) for name in chosen]
    sets = {name: value_sets_of(measure_named(name)) for name in chosen}
    vault, snapshot = _vault(folder)
    columns = columns_of(asked)
    met = 0
    with open_snapshot(vault, snapshot) as opened:
        for buckets in in_parts(max(lines // LINES_AT_ONCE, 1)):
            tables = rows_of(opened.load(columns, buckets=buckets))
            results = evaluate(asked, tables, PERIOD, sets, limits=Limits(threads=2))
            met += sum(int(each["numerator"].sum()) for each in results.values())
            # Else the rows of this part are still there when those of the next come.
            del tables, results
            pa.default_memory_pool().release_unused()
    return met


def _compared(folder: str, name: str) -> bool:
    cost = measured("benchmarks.claims_measures:compare", folder, name).answer
    ratio, alone = (cost[which] / cost["baseline"] for which in ("measure", "alone"))
    print(
        f"{name:<12} {cost['measure']:8.2f} CPU s  baseline {cost['baseline']:8.2f} CPU s"
        f"   {ratio:5.2f}x, {AGAINST_BASELINE} asked ({alone:.2f}x alone)",
        flush=True,
    )
    return ratio <= AGAINST_BASELINE


def _loaded(folder: str) -> bool:
    bare = measured("benchmarks.claims_measures:load_bare", folder, WIDEST)
    sealed = measured("benchmarks.claims_measures:load_sealed", folder, WIDEST)
    print(told("bare read", bare))
    print(told(f"load of {WIDEST}", sealed, bare), f" {AGAINST_BARE} asked", flush=True)
    return sealed.cpu <= AGAINST_BARE * bare.cpu


def _grown(folder: str, lines: int, chosen: list[str]) -> bool:
    few = measured("benchmarks.claims_measures:together", f"{folder}/few", lines // 10, chosen)
    every = measured("benchmarks.claims_measures:together", f"{folder}/all", lines, chosen)
    print(told(f"all measures, {lines // 10:,} lines", few))
    print(told(f"all measures, {lines:,} lines", every, few))
    print(f"  {SECONDS} s and {MEGABYTES} MB asked, {GROWTH} times the time in the same memory")
    reached = every.wall <= SECONDS and every.peak <= MEGABYTES
    return reached and every.cpu <= GROWTH * few.cpu and every.peak <= MORE * few.peak


def _baseline(name: str, tables: dict[str, list[pa.Table]], listed: pl.DataFrame) -> pl.DataFrame:
    """Run the hand-written SQL of a question; `listed` holds the codes that the sets stand for.

    `codes_of` gives those of a set that are valid in the period. To list them is no part of the
    question: who writes it by hand has a table of codes.
    """
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        for table, parts in tables.items():
            connection.register(table, pa.concat_tables(parts))
        in_period = (pl.col("first_day") <= PERIOD.last) & (pl.col("last_day") >= PERIOD.first)
        connection.register("listed", listed.to_arrow())
        connection.register("valid", listed.filter(in_period).to_arrow())
        connection.execute(
            "create macro codes_of(asked) as table select code from valid where title = asked"
        )
        sql = (BASELINES / f"{name}.sql").read_text()
        return pl.DataFrame(pl.from_arrow(connection.sql(sql).to_arrow_table()))


def _listed(measure: Measure, tables: dict[str, list[pa.Table]]) -> pl.DataFrame:
    """Return the codes of the rows that each set of a measure holds, with their days."""
    held = {
        coding["code"]
        for parts in tables.values()
        for part in parts
        for name in part.column_names
        if pa.types.is_list(part.schema.field(name).type)
        for coding in _distinct(part[name])
    }
    rows = [
        (title, code, one.first or date.min, one.last or date.max)
        for title, found in value_sets_of(measure).items()
        for one in found.codes
        for code in held
        if fnmatchcase(code, one.code)
    ]
    return pl.DataFrame(rows, schema=["title", "code", "first_day", "last_day"], orient="row")


def _distinct(column: pa.ChunkedArray) -> list[dict[str, str]]:
    lists = pl.Series(column.slice(0, min(len(column), 1 << 18)))
    return lists.explode().drop_nulls().unique().to_list()


def _timed(ask: Callable[[], pl.DataFrame]) -> tuple[float, pl.DataFrame]:
    """Return the CPU seconds of the better of two runs, and the answer."""
    best, answer = float("inf"), pl.DataFrame()
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_SELF)
        answer = ask()
        after = resource.getrusage(resource.RUSAGE_SELF)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        best = min(best, spent)
    return best, answer


def _tables(folder: str, measure: Measure) -> dict[str, list[pa.Table]]:
    vault, snapshot = _vault(folder)
    with open_snapshot(vault, snapshot) as opened:
        return rows_of(opened.load(columns_read(measure)))


def _vault(folder: str) -> tuple[Vault, list[Dataset]]:
    documents = json.loads(Path(folder, "datasets.json").read_text())
    return vault_in(Path(folder)), [dataset_of(document) for document in documents]


def _bare(
    vault: Vault, dataset: Dataset, table: str, key: bytes, columns: Sequence[str]
) -> pa.Table:
    place = file_place(dataset.submission, dataset.run, table)
    path = f"{dataset_place(dataset.submission, dataset.run)}/{file_name(table)}"
    properties = encryption.create_decryption_properties(
        file_key(key, place), aad_prefix=place.encode()
    )
    return pq.read_table(
        vault.storage.arrow_source(path),
        columns=columns,
        decryption_properties=properties,
        read_dictionary=read_as_dictionary(TABLES[table], columns),
    )


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
