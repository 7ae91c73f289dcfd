"""Every measure gives the same on Spark as on DuckDB, row for row, over one encrypted vault."""

import shutil
from dataclasses import replace

import polars as pl
import pytest

from hub.measures.engine import Limits, result
from hub.measures.functions import FUNCTIONS
from hub.measures.lineage import columns_read
from hub.measures.measure import measure_named
from hub.vault.key_name import KeyName
from hub.vault.snapshot import open_snapshot
from hub.vault.table_reader import DatasetSource
from tests.builders.records import CONTRIBUTOR, frames, row
from tests.builders.vaults import stored, vault_in
from tests.spec.measures.specs import SETS, SPECS

pyspark = pytest.importorskip("pyspark", reason="the extra `spark` is not installed")

from hub.measures.spark.engine import WrongSession, evaluate_on_spark  # noqa: E402
from hub.measures.spark.parts import HeldPart  # noqa: E402
from hub.measures.spark.session import local_session  # noqa: E402
from hub.measures.spark.vault_part import VaultPart  # noqa: E402

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java"),
]
# Of a few persons nothing is won by compiling each query.
SMALL = {
    "spark.master": "local[2]",
    "spark.default.parallelism": "1",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="module")
def session():
    made = local_session(SMALL)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def vault(tmp_path_factory):
    return vault_in(tmp_path_factory.mktemp("vault"))


def put(vault, name):
    """Put every situation of a spec into the vault, a submission for each contributor."""
    rows = [one.of(case) for case, found in SPECS[name].SITUATIONS.items() for one in found]
    senders = sorted({str(one.cells.get(CONTRIBUTOR) or "") for one in rows})
    datasets = {}
    for sender in senders:
        tables = frames(
            replace(one, cells={key: v for key, v in one.cells.items() if key != CONTRIBUTOR})
            for one in rows
            if str(one.cells.get(CONTRIBUTOR) or "") == sender
        )
        held = {table: found for table, found in tables.items() if found.height}
        datasets[sender] = stored(vault, f"{name.lower()}-{sender or 'none'}", held)
    return datasets


def on_duckdb(vault, datasets, measure, period, sets, persons):
    sender_of = {each.submission: sender for sender, each in datasets.items()}
    with open_snapshot(vault, list(datasets.values())) as opened:
        loaded = opened.load(columns_read(measure))
    tables = {
        table: [
            pl.DataFrame(pl.from_arrow(part.rows)).with_columns(
                pl.lit(sender_of[part.submission]).alias(CONTRIBUTOR)
            )
            for part in parts
        ]
        for table, parts in loaded.items()
    }
    tables["person"].append(pl.DataFrame(pl.from_arrow(persons)))
    return result(measure, tables, period, sets, limits=Limits(threads=1))


def parts_of(vault, datasets, measure):
    names = {sender: KeyName(submission=each.submission) for sender, each in datasets.items()}
    keys = {name.submission: key for name, key in vault.keys(list(names.values())).items()}
    return {
        table: [
            VaultPart(
                source=DatasetSource(
                    storage=vault.storage,
                    submission=each.submission,
                    run=each.run,
                    data_key=keys[each.submission],
                ),
                table=each.table(table),
                columns=tuple(sorted(columns)),
                contributor=sender,
            )
            for sender, each in datasets.items()
            if each.table(table)
        ]
        for table, columns in columns_read(measure).items()
    }


# One test, so that one session serves them all, in however many processes the tests run.
def test_spark_gives_the_same_as_duckdb_row_for_row_for_every_measure(session, vault):
    different = [name for name in SPECS if not same_on_both(name, session, vault)]

    assert different == []


def same_on_both(name, session, vault):
    spec, sets = SPECS[name], SETS[name]
    datasets = put(vault, name)
    parts = parts_of(vault, datasets, spec.MEASURE)
    # A table that nobody sent is empty: of this person nothing is known but the token.
    persons = frames([row("person", person="nobody knows")])["person"].to_arrow()
    parts.setdefault("person", []).append(HeldPart(rows=persons))

    expected = on_duckdb(vault, datasets, spec.MEASURE, spec.PERIOD, sets, persons)
    found = evaluate_on_spark(session, [spec.MEASURE], parts, spec.PERIOD, {name: sets})[name]
    assert expected["numerator"].sum() > 0
    return found.sort("person", "rate").equals(expected.sort("person", "rate"))


def test_a_session_that_would_write_rows_in_clear_is_refused():
    class Session:
        class sparkContext:  # noqa: N801
            @staticmethod
            def getConf():  # noqa: N802
                return {"spark.sql.session.timeZone": "UTC"}

    with pytest.raises(WrongSession, match=r"spark\.io\.encryption\.enabled"):
        evaluate_on_spark(Session(), [measure_named("CMS2")], {}, SPECS["CMS2"].PERIOD, SETS)


def test_every_named_function_has_words_for_spark():
    assert all(function.spark or function.duckdb for function in FUNCTIONS)
