"""The engine: measures over record tables, in DuckDB, in memory alone.

Pure: the same rows, period and value sets give the same counts, in whatever order the rows come and
in however many buckets the persons are taken.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

import duckdb
import polars as pl
import pyarrow as pa

from hub.measures.duckdb_functions import of_a_query, of_a_run
from hub.measures.lineage import CODED, as_run, code_uses, columns_used, judges_precision
from hub.measures.measure import Measure
from hub.measures.membership import Bits, bits_of, encoded
from hub.measures.numbered import named, numbered
from hub.measures.persons import one_row_each
from hub.measures.query import Query
from hub.measures.tables import (
    Rows,
    gathered,
    in_buckets,
    in_fewer_chunks,
    precise_enough,
)
from hub.measures.value_sets import ValueSet
from schemas.measure_result import RESULT
from schemas.period import Period
from schemas.record import record

MOST_BUCKETS = 256


@record
class Limits:
    """What a run may use; `memory` as DuckDB writes it, such as 4GB; `buckets` to begin with.

    Where the memory does not do, the run is taken again in twice as many buckets of persons:
    DuckDB never spills, its spill files would be plaintext.
    """

    threads: int | None = None
    memory: str | None = None
    buckets: int = 1


def evaluate(
    measures: Sequence[Measure],
    tables: Mapping[str, Rows],
    period: Period,
    value_sets: Mapping[str, Mapping[str, ValueSet]],
    *,
    limits: Limits | None = None,
) -> dict[str, pl.DataFrame]:
    """Return the result of each measure by identifier: one row a person of `person` and a rate.

    `tables` holds the rows by table name, as one frame or one for each submission; one that is
    missing is empty. `value_sets` holds the sets of each measure by identifier and title. A result
    has the columns of RESULT, null where the rate does not define a population, and one of each
    stratum, null where the person is in none. The rows are in no order.
    """
    with _begun(tables, period, limits or Limits()) as run:
        return {
            measure.identifier: shaped(
                _answer(run, measure, value_sets[measure.identifier]), measure
            )
            for measure in measures
        }


def result(
    measure: Measure,
    tables: Mapping[str, Rows],
    period: Period,
    sets: Mapping[str, ValueSet],
    *,
    limits: Limits,
) -> pl.DataFrame:
    """Return the result of one measure, as `evaluate` says."""
    return shaped(answer(measure, tables, period, sets, limits=limits), measure)


def answer(
    query: Query,
    tables: Mapping[str, Rows],
    period: Period,
    sets: Mapping[str, ValueSet],
    *,
    limits: Limits,
) -> pl.DataFrame:
    """Return the rows of a query, in no order, with the columns of its SELECT.

    All that is joined in it is of one person, so persons may be taken in buckets.
    """
    with _begun(tables, period, limits) as run:
        return _answer(run, query, sets)


def prepared(
    query: Query,
    tables: Mapping[str, Rows],
    sets: Mapping[str, ValueSet],
    *,
    threads: int | None = None,
) -> tuple[dict[str, pa.Table], Bits]:
    """Return what the SQL of a query reads, and which bits stand for its sets.

    Tables hold the columns of its lineage; coded ones are bits (membership.py).
    """
    bits = bits_of(sets)
    names = columns_used(query)
    with ThreadPoolExecutor(threads) as pool:
        loaded = pool.map(
            lambda name: _loaded(query, name, tables.get(name, ()), sets, bits), names
        )
        return dict(zip(names, loaded, strict=True)), bits


def encoded_rows(
    query: Query, name: str, rows: Rows, sets: Mapping[str, ValueSet], bits: Bits
) -> pa.Table:
    """Return the columns that a query reads of one table, precise enough, coded ones as bits."""
    columns = columns_used(query)[name]
    table = gathered(name, rows, columns)
    if not judges_precision(query, name):
        table = precise_enough(name, table, query.dates_needed)
    for column in columns & CODED[name]:
        titles = {
            use.title for use in code_uses(query) if (use.table, use.column) == (name, column)
        }
        place = table.column_names.index(column)
        table = table.set_column(place, column, encoded(table[column], titles, sets, bits))
    return table


def shaped(rows: pl.DataFrame, measure: Measure) -> pl.DataFrame:
    """Return the rows of a measure's SELECT as its result, as `evaluate` says."""
    strata = [stratum.name for stratum in measure.strata]
    return rows.select(
        *(
            (pl.col(name) if name in rows.columns else pl.lit(None)).cast(kind).alias(name)
            for name, kind in RESULT.items()
        ),
        *(pl.col(name).cast(pl.String) for name in strata),
    )


@record
class _Run:
    """The tables of a run, whose persons are numbers of the tokens, and its one connection."""

    tables: Mapping[str, Rows]
    tokens: pl.Series
    period: Period
    limits: Limits
    connection: duckdb.DuckDBPyConnection


@contextmanager
def _begun(tables: Mapping[str, Rows], period: Period, limits: Limits) -> Iterator[_Run]:
    """Number the persons, and open the connection on which all queries of the run are asked."""
    shown, tokens = numbered(tables, threads=limits.threads)
    with connected({}, of_a_run(period), limits) as connection:
        yield _Run(tables=shown, tokens=tokens, period=period, limits=limits, connection=connection)


def _answer(run: _Run, query: Query, sets: Mapping[str, ValueSet]) -> pl.DataFrame:
    loaded, bits = prepared(query, run.tables, sets, threads=run.limits.threads)
    for statement in of_a_query(run.period, bits):
        run.connection.execute(statement)
    buckets = run.limits.buckets
    while True:
        try:
            parts = [
                _asked(run.connection, as_run(query), bucket)
                for bucket in in_buckets(loaded, buckets)
            ]
        except duckdb.OutOfMemoryException:
            if buckets >= MOST_BUCKETS:
                raise
            buckets *= 2
        else:
            return named(pl.concat(parts), run.tokens)


def _loaded(
    query: Query, name: str, rows: Rows, sets: Mapping[str, ValueSet], bits: Bits
) -> pa.Table:
    table = encoded_rows(query, name, rows, sets, bits)
    if name == "person":
        return one_row_each(pl.DataFrame(pl.from_arrow(table))).to_arrow()
    return in_fewer_chunks(table)


@contextmanager
def connected(
    tables: Mapping[str, pa.Table], statements: Iterable[str], limits: Limits
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection in memory that holds these tables and functions, and close it."""
    with closing(_connection(limits)) as connection:
        for statement in statements:
            connection.execute(statement)
        for name, table in tables.items():
            connection.register(name, table)
        yield connection


def _asked(
    connection: duckdb.DuckDBPyConnection, sql: str, tables: Mapping[str, pa.Table]
) -> pl.DataFrame:
    """Ask the SQL of these tables, which the connection then lets go of."""
    try:
        for name, table in tables.items():
            connection.register(name, table)
        return pl.DataFrame(pl.from_arrow(connection.sql(sql).to_arrow_table()))
    finally:
        for name in tables:
            connection.unregister(name)


def _connection(limits: Limits) -> duckdb.DuckDBPyConnection:
    settings: dict[str, str | bool | int | float | list[str]] = {
        "temp_directory": "",
        "preserve_insertion_order": False,
        "python_enable_replacements": False,
    }
    if limits.threads:
        settings["threads"] = limits.threads
    if limits.memory:
        settings["memory_limit"] = limits.memory
    connection = duckdb.connect(":memory:", config=settings)
    # Last: it also forbids to set where to spill.
    connection.execute("set enable_external_access = false")
    return connection
