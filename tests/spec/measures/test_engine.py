"""The engine: in memory alone, in buckets where memory is short, on any frames and submissions."""

from datetime import date

import duckdb
import polars as pl
import pyarrow as pa
import pytest

from hub.measures import engine
from hub.measures.engine import Limits, connected, evaluate
from hub.measures.lineage import CodeUse, code_uses, columns_read
from hub.measures.measure import measure_named, measures
from hub.measures.membership import TooManySets, bits_of, encoded
from hub.measures.tables import computable
from hub.measures.value_sets import ListedCode, ValueSet
from schemas.code_system import CPT, ICD10CM
from schemas.column import CODING, Hipaa
from schemas.records import TABLES
from tests.builders.records import frames, row
from tests.builders.situations import same
from tests.spec.measures import test_depression_screening as screening
from tests.spec.measures.specs import SETS, SPECS

ROWS = [one.of(name) for name, rows in screening.SITUATIONS.items() for one in rows]
CMS2 = screening.MEASURE


def run(tables, **limits):
    found = evaluate(
        [CMS2], tables, screening.PERIOD, {"CMS2": SETS["CMS2"]}, limits=Limits(**limits)
    )
    return found["CMS2"]


@pytest.fixture(scope="module")
def tables():
    return frames(ROWS)


@pytest.fixture(scope="module")
def truth(tables):
    return run(tables)


def test_it_never_spills_and_reaches_no_file(tmp_path):
    with connected({}, [], Limits(threads=1, memory="100MB")) as connection:
        settings = dict(
            connection.sql(
                "select name, value from duckdb_settings()"
                " where name in ('temp_directory', 'enable_external_access', 'threads')"
            ).fetchall()
        )

        assert settings == {
            "temp_directory": "",
            "enable_external_access": "false",
            "threads": "1",
        }
        with pytest.raises(duckdb.PermissionException):
            connection.sql(f"copy (select 1 as one) to '{tmp_path / 'out.csv'}'")


def test_where_memory_is_short_persons_are_taken_in_buckets(tables, truth, monkeypatch):
    alone, sizes = engine._asked, []

    def short(connection, sql, bucket):
        if bucket["person"].num_rows > 50:
            raise duckdb.OutOfMemoryException("short")
        sizes.append(bucket["person"].num_rows)
        return alone(connection, sql, bucket)

    monkeypatch.setattr(engine, "_asked", short)

    assert same(run(tables), truth)
    assert max(sizes) <= 50
    assert sum(sizes[-8:]) == truth.height


def test_where_memory_is_short_for_anybody_it_says_so(tables, monkeypatch):
    def short(*_):
        raise duckdb.OutOfMemoryException("short")

    monkeypatch.setattr(engine, "_asked", short)
    monkeypatch.setattr(engine, "MOST_BUCKETS", 4)

    with pytest.raises(duckdb.OutOfMemoryException):
        run(tables)


def test_a_connection_goes_on_after_a_query_that_found_too_little_memory():
    with connected({}, [], Limits(threads=1, memory="50MB")) as connection:
        with pytest.raises(duckdb.OutOfMemoryException):
            engine._asked(connection, "select list(one) from range(20000000) as of(one)", {})

        assert engine._asked(connection, "select 1 as one", {}).item() == 1


def test_measures_of_one_run_answer_as_each_of_them_alone():
    """They name sets by the same titles, which stand for other bits, and read other tables."""
    chosen = [SPECS[name] for name in ("CMS177", "CMS136")]
    rows = [
        one.of(f"{spec.MEASURE.identifier} {case}")
        for spec in chosen
        for case, found in spec.SITUATIONS.items()
        for one in found
    ]
    whole = frames(rows)
    sets = {spec.MEASURE.identifier: SETS[spec.MEASURE.identifier] for spec in chosen}

    found = evaluate([spec.MEASURE for spec in chosen], whole, screening.PERIOD, sets)

    for spec in chosen:
        name = spec.MEASURE.identifier
        alone = evaluate([spec.MEASURE], whole, screening.PERIOD, {name: sets[name]})
        assert alone[name]["numerator"].sum() > 0
        assert same(found[name], alone[name])


def test_arrow_and_polars_frames_may_be_mixed_and_lack_columns(tables, truth):
    mixed = {
        name: [
            rows.gather_every(3, 0),
            rows.gather_every(3, 1).to_arrow(),
            _lean(rows.gather_every(3, 2)),
        ]
        for name, rows in tables.items()
    }

    assert same(run(mixed), truth)


def test_what_the_vault_keeps_in_dictionaries_counts_the_same(tables, truth):
    kept = {name: _in_dictionaries(rows.to_arrow()) for name, rows in tables.items()}

    assert same(run(kept), truth)


def test_a_table_that_nobody_sent_is_empty(tables):
    found = run({"person": tables["person"]})

    assert found["initial_population"].sum() == 0
    assert found.height == tables["person"].height


def test_without_persons_there_is_no_result():
    assert run({}).is_empty()


def test_a_population_that_the_rate_does_not_define_is_null(truth):
    assert truth["numerator_exclusion"].null_count() == truth.height
    assert truth["numerator"].null_count() == 0


def test_a_person_of_two_days_of_birth_has_the_one_that_most_say():
    def born(day):
        return row("person", person="p", birth_day=day)

    visit = screening.visit().of("p")
    grown = run(frames([born("2020-01-01"), born("1980-01-01"), born("1980-01-01"), visit]))
    tied = run(frames([born("2020-01-01"), born("1980-01-01"), visit]))
    young = run(frames([born("2020-01-01"), born("2020-01-01"), born("1980-01-01"), visit]))

    assert grown["initial_population"].to_list() == [1]
    assert tied["initial_population"].to_list() == [1]
    assert young["initial_population"].to_list() == [0]


def test_a_day_of_birth_counts_before_a_year_of_birth():
    def born(day, precision=None):
        return row("person", person="p", birth_day=day, date_precision=precision)

    years = [born("2014-01-01", "year"), born("2014-01-01", "year")]
    visit = screening.visit().of("p")

    assert run(frames([*years, visit]))["initial_population"].to_list() == [0]
    assert run(frames([*years, born("2014-01-01"), visit]))["initial_population"].to_list() == [1]


def test_lineage_names_every_column_that_is_read_and_no_other():
    assert columns_read(CMS2)["person"] == {"person", "birth_day", "over_89", "date_precision"}
    assert "abatement_end_day" in columns_read(CMS2)["condition"]
    assert CodeUse(table="condition", column="code", title="Bipolar Disorder") in code_uses(CMS2)
    for measure in measures():
        for table, columns in columns_read(measure).items():
            assert columns <= set(TABLES[table].names)


@pytest.mark.parametrize("measure", measures(), ids=lambda measure: measure.identifier)
def test_no_measure_reads_where_a_person_lives(measure):
    read = {
        TABLES[table].column(name).hipaa
        for table, columns in columns_read(measure).items()
        for name in columns
    }

    assert Hipaa.GEOGRAPHY not in read


def test_a_column_that_is_not_read_changes_nothing(tables, truth):
    needed = {
        name: tables[name].select(sorted(columns)) for name, columns in columns_read(CMS2).items()
    }

    assert same(run(needed), truth)


def test_what_is_computable_from_coarse_dates():
    uptake = measure_named("HUB-COCM")

    assert [computable(CMS2, precision) for precision in ("year", "month", "day")] == [
        False,
        False,
        True,
    ]
    assert [computable(uptake, precision) for precision in ("year", "month", "day")] == [
        False,
        True,
        True,
    ]


def coded(*lists):
    rows = [
        None if codes is None else [{"system": system, "code": code} for system, code in codes]
        for codes in lists
    ]
    return pa.chunked_array(
        [pl.Series(rows, dtype=pl.List(CODING)).to_arrow(compat_level=pl.CompatLevel.oldest())]
    )


def value_set(title, *codes):
    return ValueSet(title=title, oid=title, version="1", codes=codes)


def test_membership_is_a_bit_for_each_set_and_one_for_any_code():
    sets = {
        "office": value_set("office", ListedCode(system=CPT, code="99213")),
        "mood": value_set("mood", ListedCode(system=ICD10CM, code="F3*")),
    }
    column = coded(
        [(CPT, "99213")],
        [(CPT, "99214")],
        [(ICD10CM, "F33.1"), (CPT, "99213")],
        [(CPT, "F33.1")],
        [],
        None,
    )

    found = encoded(column, ["office", "mood"], sets, bits_of(sets))

    assert found.to_pylist() == [0b011, 0b001, 0b111, 0b001, 0, 0]


def test_a_set_whose_codes_hold_for_different_days_has_a_bit_for_each_span():
    sets = {
        "care": value_set(
            "care",
            ListedCode(system=CPT, code="1", first=date(2020, 1, 1)),
            ListedCode(system=CPT, code="2", first=date(2020, 1, 1)),
            ListedCode(system=CPT, code="3", last=date(2019, 12, 31)),
        )
    }

    assert [(span.first, span.last) for span in bits_of(sets)["care"]] == [
        (None, date(2019, 12, 31)),
        (date(2020, 1, 1), None),
    ]


def test_more_sets_than_bits_are_refused():
    code = ListedCode(system=CPT, code="1")

    with pytest.raises(TooManySets):
        bits_of({str(number): value_set(str(number), code) for number in range(64)})


def _lean(rows):
    return rows.select(name for name in rows.columns if rows[name].null_count() < rows.height)


def _in_dictionaries(table):
    for name in ("status", "stage", "intent", "clinical_status", "date_precision"):
        if name in table.column_names:
            place = table.column_names.index(name)
            words = table[name].cast(pa.string()).dictionary_encode()
            table = table.set_column(place, name, words)
    word = pa.dictionary(pa.int32(), pa.string())
    codes = pa.list_(pa.struct({"system": word, "code": word}))
    for place, field in enumerate(table.schema):
        if pa.types.is_large_list(field.type):
            table = table.set_column(place, field.name, _coded(table[field.name], codes))
    return table


def _coded(column, kind):
    return pa.chunked_array([pa.array(column.to_pylist(), kind)])
