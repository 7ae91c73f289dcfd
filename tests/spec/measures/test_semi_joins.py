"""A predicate over a query becomes a join, and answers alike."""

import duckdb
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis.strategies import integers, lists, none, tuples
from sqlglot import exp

from hub.measures.semi_joins import with_semi_joins

ROWS = lists(tuples(integers(0, 3) | none(), integers(0, 3) | none()), max_size=6)
LATER = "select 1 from b where b.person = a.person and b.day > a.day"
QUERIES = {
    "a match alone": f"select a.person, a.day from a where exists ({LATER})",
    "no match alone": f"select a.person, a.day from a where not exists ({LATER})",
    "among others": (
        f"select a.person, a.day from a where a.day > 0 and not exists ({LATER}) and exists"
        " (select 1 from c where c.person = a.person)"
    ),
    "after joins": (
        "select a.person, c.day from a left join c on c.person = a.person"
        f" where not exists ({LATER}) and coalesce(c.day, 2) > 1"
    ),
    "within a criterion": (
        f"with x as (select a.person, a.day from a where exists ({LATER}))"
        " select x.person, x.day from x"
        " where not exists (select 1 from b where b.person = x.person and b.day < 2)"
    ),
}
LEFT = {
    "a choice": f"select a.person from a where a.day = 1 or exists ({LATER})",
    "a table of the same name": (
        "select a.person from a where exists (select 1 from a where a.person = 1)"
    ),
    "two tables": (
        "select a.person from a where exists (select 1 from b join c on c.person = b.person"
        " where b.person = a.person)"
    ),
    "a query within": (
        "select a.person from a where exists (select 1 from b where b.person = a.person"
        " and b.day in (select c.day from c))"
    ),
    "everything": "select a.person from a where exists (select 1 from b)",
}


@settings(deadline=None, max_examples=30)
@given(ROWS, ROWS, ROWS)
def test_a_join_answers_as_the_predicate_does(first, second, third):
    with duckdb.connect(":memory:") as connection:
        for name, rows in (("a", first), ("b", second), ("c", third)):
            connection.execute(f"create table {name} (person integer, day integer)")
            if rows:
                connection.executemany(f"insert into {name} values (?, ?)", rows)
        for sql in QUERIES.values():
            joined = with_semi_joins(sqlglot.parse_one(sql, read="duckdb")).sql(dialect="duckdb")
            asked, found = (connection.execute(each).fetchall() for each in (sql, joined))

            assert sorted(map(str, found)) == sorted(map(str, asked))


@pytest.mark.parametrize("sql", QUERIES.values(), ids=QUERIES)
def test_no_predicate_is_left(sql):
    tree = sqlglot.parse_one(sql, read="duckdb")

    assert not with_semi_joins(tree).find(exp.Exists)
    assert tree.find(exp.Exists)


@pytest.mark.parametrize("sql", LEFT.values(), ids=LEFT)
def test_what_is_more_than_one_table_and_its_conditions_stays(sql):
    tree = sqlglot.parse_one(sql, read="duckdb")

    assert with_semi_joins(tree) == tree
