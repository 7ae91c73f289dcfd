"""Mutants put to the test: which of them no row of the tables tells from the query itself.

Every criterion of the query is computed once and kept. A mutant is then computed from what stands
above its criterion, and so is all that stands below, to the end: there it has to differ.
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
    # Of a few rows a plan costs more than it saves.
    connection.execute("pragma disable_optimizer")
    criteria = criteria_of(sql)
    texts = {name: query_of(query) for name, query in criteria.items()}
    for name, text in texts.items():
        if name != RESULT:
            connection.execute(f"create temp table {name} as {text}")
    truth = _rows(connection, texts[RESULT])
    below = _below(criteria)
    chosen = list(mutants({name: one for name, one in criteria.items() if name not in without}))
    unseen = [
        mutant.name
        for mutant in chosen
        if _rows(connection, _with(mutant, texts, below[mutant.criterion])) == truth
    ]
    return Outcome(tried=len(chosen), unseen=unseen)


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


def _with(mutant: Mutant, texts: Mapping[str, str], below: list[str]) -> str:
    """Return the query with a mutant in it; what does not stand on the mutant is kept."""
    query = query_of(mutant.query)
    if mutant.criterion == RESULT:
        return query
    parts = [f"{mutant.criterion} as ({query})"]
    parts += [f"{name} as ({texts[name]})" for name in below if name != RESULT]
    return f"with {', '.join(parts)} {texts[RESULT]}"


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> Rows:
    """Say how many rows a query gives, and what they hold, whatever their order."""
    asked = f"select count(*), sum(hash(found)::hugeint) from ({sql}) as found"
    count, held = connection.execute(asked).fetchall()[0]
    return count, held
