from datetime import UTC, date, datetime

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from hub.vault.bucket import BUCKET, bucket_of
from hub.vault.labels import held_schema
from hub.vault.snapshot import frame_of, joined, open_snapshot
from hub.vault.staging import Staging
from hub.vault.stored_types import arrow_type
from hub.vault.vault import Destroyed
from schemas.column import Kind
from schemas.records import TABLES
from tests.builders.records import frames, row
from tests.builders.vaults import held, memory_storage, stored, vault_in

VALUES = {
    Kind.PERSON: ["a1b2c3", "ffff00"],
    Kind.KEY: ["k1", "k2"],
    Kind.REFERENCE: ["r1", None],
    Kind.CODES: [[{"system": "s", "code": "c"}, {"system": "s", "code": "d"}], None],
    Kind.CHOICE: ["one", None],
    Kind.TEXT: ["text", None],
    Kind.DAY: [date(2026, 2, 28), None],
    Kind.INSTANT: [datetime(2026, 2, 28, 12, tzinfo=UTC), None],
    Kind.WHOLE: [7, None],
    Kind.NUMBER: [0.5, None],
    Kind.FLAG: [True, None],
}


@pytest.fixture
def vault(tmp_path):
    return vault_in(tmp_path)


def load(vault, snapshot, columns, **options):
    with open_snapshot(vault, snapshot) as opened:
        return opened.load(columns, **options)


def persons(*tokens):
    return frames([row("person", person=token, sex="female") for token in tokens])["person"]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_of_every_table_comes_back_as_it_was(vault, name):
    table = TABLES[name]
    rows = pl.DataFrame(
        {column.name: VALUES[column.kind] for column in table.columns}, schema=table.schema
    )
    dataset = stored(vault, "one", {name: rows})
    columns = list(held_schema(table))
    found = load(vault, [dataset], {name: columns})[name][0].rows

    assert {field.name: field.type for field in found.schema} == {
        column: arrow_type(table, column) for column in columns
    }
    expected = held(name, rows).cast(dict(held_schema(table))).select(columns)
    assert_frame_equal(frame_of(table, found), expected)


@pytest.mark.parametrize("name", TABLES)
def test_duckdb_reads_every_table_as_it_comes_out_even_where_all_is_empty(vault, name):
    table = TABLES[name]
    rows = pl.DataFrame(
        {column.name: [VALUES[column.kind][-1]] * 3 for column in table.columns},
        schema=table.schema,
    )
    dataset = stored(vault, "one", {name: rows})
    columns = list(held_schema(table))
    parts = load(vault, [dataset], {name: columns})[name]
    connection = duckdb.connect()
    connection.register("found", joined(table, columns, parts))
    connection.execute("create temp table kept as select * from found")

    assert connection.execute("select count(*) from kept").fetchall() == [(3,)]


def test_only_the_columns_asked_for_come_in_the_order_asked(vault):
    dataset = stored(vault, "one", {"person": persons("aa")})
    found = load(vault, [dataset], {"person": ["sex", "person"]})["person"][0].rows

    assert found.column_names == ["sex", "person"]


def test_each_part_says_whose_rows_it_holds(vault):
    snapshot = [stored(vault, name, {"person": persons(token)}) for name, token in SENDERS]
    parts = load(vault, snapshot, {"person": ["person"], "coverage": ["coverage"]})

    assert [(part.submission, part.rows["person"].to_pylist()) for part in parts["person"]] == [
        ("one", ["aa"]),
        ("two", ["bb"]),
    ]
    assert parts["coverage"] == []


SENDERS = (("one", "aa"), ("two", "bb"))


def test_a_column_that_a_submission_does_not_hold_comes_as_nulls(vault):
    whole = stored(vault, "one", {"person": persons("aa")})
    less = stored(vault, "two", {"person": persons("bb")})
    with_fewer = Staging(vault, "three", "run-1")
    with with_fewer.table(TABLES["person"]) as writer:
        writer.write(held("person", persons("cc")).drop("sex", "race", "birth_day").to_arrow())
    columns = ["person", "sex", "race", "birth_day"]
    parts = load(vault, [whole, less, with_fewer.promote()], {"person": columns})["person"]

    rows = frame_of(TABLES["person"], joined(TABLES["person"], columns, parts))
    assert rows["sex"].to_list() == ["female", "female", None]
    assert rows["race"].dtype == TABLES["person"].schema["race"]


def test_no_part_gives_an_empty_table_with_its_types(vault):
    columns = list(held_schema(TABLES["claim"]))
    empty = frame_of(TABLES["claim"], joined(TABLES["claim"], columns, []))

    assert empty.height == 0
    assert empty.schema == held_schema(TABLES["claim"])


def test_a_snapshot_with_a_destroyed_submission_does_not_open(vault):
    dataset = stored(vault, "one", {"person": persons("aa")})
    vault.wrapped_keys.destroy(next(vault.wrapped_keys.names()))

    with pytest.raises(Destroyed), open_snapshot(vault, [dataset]):
        pass


@pytest.mark.parametrize("many", [10, 200_000])
def test_the_buckets_together_hold_every_row_once(tmp_path, many):
    vault = vault_in(tmp_path, storage=memory_storage())
    tokens = [f"{(number * 40503) % 65536:04x}{number}" for number in range(many)]
    rows = pl.DataFrame({"person": tokens}, schema_overrides={"person": pl.String})
    whole = pl.DataFrame(schema=TABLES["person"].schema)
    dataset = stored(vault, "one", {"person": pl.concat([whole, rows], how="diagonal")})
    ranges = [range(1), range(1, 30_000), range(30_000, 30_001), range(30_001, 65_536)]
    columns = {"person": ["person", BUCKET]}
    parts = [load(vault, [dataset], columns, buckets=one)["person"][0].rows for one in ranges]

    assert sorted(token for part in parts for token in part["person"].to_pylist()) == sorted(tokens)
    for part, one in zip(parts, ranges, strict=True):
        assert all(bucket in one for bucket in part[BUCKET].to_pylist())


def test_a_table_without_persons_is_whole_in_every_bucket(vault):
    rows = frames([row("practice"), row("practice")])["practice"]
    dataset = stored(vault, "one", {"practice": rows})
    found = load(vault, [dataset], {"practice": ["practice"]}, buckets=range(1))

    assert found["practice"][0].rows.num_rows == 2


def test_a_bucket_is_the_first_sixteen_bits_of_a_keyed_hash_and_of_others_a_checksum():
    tokens = ["00ff" + "0" * 60, "ABCD" + "0" * 60, "patient-1", "patient-2", "", "-001", None]
    buckets = bucket_of(pl.Series(tokens, dtype=pl.String))

    assert buckets.dtype == pl.UInt16
    assert buckets.to_list()[:2] == [0x00FF, 0xABCD]
    # Files of old releases hold these: another function would divide a person.
    assert buckets.to_list()[2:] == [43_696, 25_091, 0, 41_545, None]


def test_rows_count_even_where_no_column_asked_for_is_held(vault):
    staging = Staging(vault, "one", "run-1")
    with staging.table(TABLES["person"]) as writer:
        writer.write(held("person", persons("aa", "bb")).drop("sex").to_arrow())
    found = load(vault, [staging.promote()], {"person": ["sex"]})["person"][0].rows

    assert found["sex"].to_pylist() == [None, None]
