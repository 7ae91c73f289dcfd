"""Claims measures ask for their codes before lines are joined with claims: it halves their cost."""

import json
from datetime import date

import pyarrow as pa
import pytest

from hub.measures.duckdb_functions import of_a_query, of_a_run
from hub.measures.engine import Limits, connected
from hub.measures.membership import Span
from schemas.period import Period

YEAR = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
SPANS = (
    Span(bit=4, first=date(2014, 1, 1), last=date(2018, 12, 31)),
    Span(bit=8, first=date(2019, 1, 1), last=None),
)
# Number 2 holds a code of another set, 6 one of both.
CODES = [0, 1, 2, 4, 6, 8, 9, 12]
DAYS = [date(2013, 12, 31), date(2014, 1, 1), date(2018, 12, 31), date(2019, 1, 1), None]
SQL = """
with service as (
    select line.number, coalesce(line.day, claim.day) as day, line.codes
    from line join claim on claim.number = line.number
)
select number, day from service where has_code_on(codes, 'wanted', day) and in_period(day, day)
"""


@pytest.fixture
def connection():
    numbers = range(len(CODES))
    tables = {
        "line": pa.table(
            {
                "number": numbers,
                "day": pa.nulls(len(CODES), pa.date32()),
                "codes": pa.array(CODES, pa.uint64()),
            }
        ),
        "claim": pa.table({"number": numbers, "day": [YEAR.first] * len(CODES)}),
    }
    statements = [*of_a_run(YEAR), *of_a_query(YEAR, {"wanted": SPANS})]
    with connected(tables, statements, Limits()) as found:
        yield found


def test_what_is_asked_of_a_line_alone_is_asked_below_the_join(connection):
    [(_, plan)] = connection.execute(f"explain (format json) {SQL}").fetchall()
    joins = [node for node in _nodes(json.loads(plan)[0]) if "JOIN" in node["name"]]

    assert joins
    assert any("codes" in _asked(node) for join in joins for node in _nodes(join))
    assert sorted(connection.execute(SQL).fetchall()) == [
        (number, YEAR.first) for number in (5, 6, 7)
    ]


@pytest.mark.parametrize("codes", CODES)
@pytest.mark.parametrize("day", DAYS)
def test_a_code_counts_on_the_days_on_which_it_is_valid(connection, codes, day):
    expected = day is not None and any(
        codes & span.bit and span.first <= day <= (span.last or day) for span in SPANS
    )
    sql = "select coalesce(has_code_on(cast(? as ubigint), 'wanted', cast(? as date)), false)"

    assert connection.execute(sql, [codes, day]).fetchall() == [(expected,)]


def _nodes(node):
    yield node
    for child in node.get("children", []):
        yield from _nodes(child)


def _asked(node):
    """What a node asks of its rows: a filter of its own, or one that a scan is told of."""
    told = node.get("extra_info", {})
    return str(told.get("Expression", "")) + str(told.get("Filters", ""))
