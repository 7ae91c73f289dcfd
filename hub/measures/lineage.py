"""What a measure reads: its tables and columns, and which sets it asks of which coded column.

This is the evidence of minimum necessary, and what the load from the vault goes by.
"""

from collections.abc import Iterable
from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope

from hub.measures.query import Query
from hub.measures.semi_joins import with_semi_joins
from hub.measures.tables import CONTRIBUTOR
from schemas.column import Kind
from schemas.record import record
from schemas.records import TABLES

# What the engine itself needs of every table that has it.
PRECISION = "date_precision"
ALWAYS = ("person", PRECISION)
CODE_FUNCTIONS = ("has_code", "has_code_on")


@record
class CodeUse:
    """A coded column and a set that the measure looks for in it."""

    table: str
    column: str
    title: str


def columns_read(query: Query) -> dict[str, frozenset[str]]:
    """Return, by table, the record columns that the measure needs, and nothing else."""
    return {table: found - {CONTRIBUTOR} for table, found in columns_used(query).items()}


def columns_of(queries: Iterable[Query]) -> dict[str, frozenset[str]]:
    """Return the columns of each table that any of the queries reads."""
    wanted: dict[str, frozenset[str]] = {}
    for query in queries:
        for table, names in columns_read(query).items():
            wanted[table] = wanted.get(table, frozenset()) | names
    return wanted


def columns_used(query: Query) -> dict[str, frozenset[str]]:
    """Return the same columns, and who sent the row where the measure tells senders apart."""
    return {
        table: found | (frozenset(ALWAYS) & frozenset(TABLES[table].names))
        for table, found in _reading(query.sql).columns
    }


def judges_precision(query: Query, table: str) -> bool:
    """Say whether the SQL looks itself at how precise the dates of a table are."""
    return PRECISION in dict(_reading(query.sql).columns).get(table, frozenset())


def code_uses(query: Query) -> frozenset[CodeUse]:
    """Return every (table, column, set title) that the measure asks for."""
    return _reading(query.sql).uses


def pruned(query: Query) -> str:
    """Return the SQL of a query without what nothing in it uses: it names no other column.

    Criteria that measures share offer more columns than any one of them asks for.
    """
    return _reading(query.sql).sql


def as_run(query: Query) -> str:
    """Return the same SQL with joins in place of predicates: for DuckDB (semi_joins.py)."""
    return _reading(query.sql).as_run


@record
class _Reading:
    columns: tuple[tuple[str, frozenset[str]], ...]
    uses: frozenset[CodeUse]
    sql: str
    as_run: str


@lru_cache(maxsize=64)
def _reading(sql: str) -> _Reading:
    tree = qualify(
        sqlglot.parse_one(sql, read="duckdb"),
        dialect="duckdb",
        schema={
            name: dict.fromkeys((*table.names, CONTRIBUTOR), "text")
            for name, table in TABLES.items()
        },
        validate_qualify_columns=True,
    )
    tree = pushdown_projections(tree)
    columns: dict[str, set[str]] = {}
    uses: set[CodeUse] = set()
    for scope in traverse_scope(tree):
        for alias, source in scope.sources.items():
            if isinstance(source, exp.Table):
                names = {found.name for found in scope.columns if found.table == alias}
                columns.setdefault(source.name, set()).update(names)
        uses |= _uses_of(scope)
    return _Reading(
        columns=tuple((table, frozenset(names)) for table, names in sorted(columns.items())),
        uses=frozenset(uses),
        sql=tree.sql(dialect="duckdb", comments=False),
        as_run=with_semi_joins(tree).sql(dialect="duckdb", comments=False),
    )


def _uses_of(scope: Scope) -> set[CodeUse]:
    found = set()
    for call in scope.find_all(exp.Anonymous):
        if str(call.this).lower() not in CODE_FUNCTIONS:
            continue
        column, title = call.expressions[:2]
        found |= {
            CodeUse(table=table, column=name, title=title.name)
            for table, name in _origins(column, scope)
        }
    return found


def _origins(column: exp.Column, scope: Scope) -> set[tuple[str, str]]:
    """Follow a column down to the columns of record tables that it is made of."""
    source = scope.sources.get(column.table)
    if isinstance(source, exp.Table):
        return {(source.name, column.name)}
    if source is None:
        return set()
    names = [found.alias_or_name for found in _query(source).selects]
    return _origins_of(names.index(column.name), source)


def _origins_of(position: int, scope: Scope) -> set[tuple[str, str]]:
    # The parts of a union are told apart by position, as SQL does.
    if scope.set_operation_scopes:
        parts = [_origins_of(position, part) for part in scope.set_operation_scopes]
        return set().union(*parts)
    projection = _query(scope).selects[position].unalias()
    return {
        origin for column in projection.find_all(exp.Column) for origin in _origins(column, scope)
    }


def _query(scope: Scope) -> exp.Query:
    if not isinstance(scope.expression, exp.Query):
        raise TypeError("a scope of a measure is a query")
    return scope.expression


# A column of one of these kinds is encoded before the measure sees it.
CODED = {
    name: frozenset(column.name for column in table.columns if column.kind is Kind.CODES)
    for name, table in TABLES.items()
}
