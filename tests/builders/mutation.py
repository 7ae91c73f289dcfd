"""Mutants put to the test: which of them no row of the tables tells from the query itself.

Every criterion of the query is computed once and kept. A mutant is then computed from what stands
above its criterion; only where it differs there is what stands below computed again.
"""

from collections.abc import Collection, Mapping

import duckdb
from sqlglot import exp

from schemas.record import record
from tests.builders.mutants import RESULT, Mutant, criteria_of, mutants, query_of

Rows = tuple[int, int | None]


@record
class Outcome:
    """How many mutants were tried, and the names of those that nothing tells."""

    tried: int
    unseen: list[str]


def tried(
    connection: duckdb.DuckDBPyConnection, sql: str, *, without: Collection[str] = ()
) -> Outcome:
    """Try every mutant of the query on the tables of the connection; pass over some criteria."""
    criteria = criteria_of(sql)
    truth = {name: _computed(connection, name, query) for name, query in criteria.items()}
    below = _below(criteria)
    chosen = list(mutants({name: one for name, one in criteria.items() if name not in without}))
    unseen = [
        mutant.name
        for mutant in chosen
        if not _seen(connection, mutant, criteria, truth, below[mutant.criterion])
    ]
    return Outcome(tried=len(chosen), unseen=unseen)


def _computed(connection: duckdb.DuckDBPyConnection, name: str, query: exp.Expression) -> Rows:
    if name == RESULT:
        return _rows(connection, query_of(query))
    connection.execute(f"create temp table {name} as {query_of(query)}")
    return _rows(connection, f"from {name}")


def _below(criteria: Mapping[str, exp.Expression]) -> dict[str, list[str]]:
    """Name, for each criterion, those that stand on it, in order."""
    reads = {
        name: {table.name for table in query.find_all(exp.Table)}
        for name, query in criteria.items()
    }
    found: dict[str, list[str]] = {}
    for name in criteria:
        changed = {name}
        found[name] = []
        for other, tables in reads.items():
            if tables & changed and other != name:
                changed.add(other)
                found[name].append(other)
    return found


def _seen(
    connection: duckdb.DuckDBPyConnection,
    mutant: Mutant,
    criteria: Mapping[str, exp.Expression],
    truth: Mapping[str, Rows],
    below: list[str],
) -> bool:
    query = query_of(mutant.query)
    if _rows(connection, query) == truth[mutant.criterion]:
        return False
    if mutant.criterion == RESULT:
        return True
    parts = [f"{mutant.criterion} as ({query})"]
    parts += [f"{name} as ({query_of(criteria[name])})" for name in below[:-1]]
    whole = f"with {', '.join(parts)} {query_of(criteria[RESULT])}"
    return _rows(connection, whole) != truth[RESULT]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    """Say how many rows a query gives, and what they hold, whatever their order."""
    asked = f"select count(*), sum(hash(found)::hugeint) from ({sql}) as found"
    count, held = connection.execute(asked).fetchall()[0]
    return count, held
