"""Mutants of a measure: its SQL with one rule changed, each under a name that says which.

Made from the tree of the SQL, so no criterion can be forgotten: every condition is left out once,
every bound shifted, every word of a list and every part of a union dropped, every order reversed.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

import sqlglot
from sqlglot import exp

from schemas.record import record

SHIFTED = {"plus_days", "plus_months", "in_period", "first_per_days"}
STRICT = {exp.GTE: exp.GT, exp.GT: exp.GTE, exp.LTE: exp.LT, exp.LT: exp.LTE}
RESULT = "result"


@record
class Mutant:
    """A criterion with one rule changed."""

    name: str
    criterion: str
    query: exp.Expression


def criteria_of(sql: str) -> dict[str, exp.Expression]:
    """Return each criterion by name, in order; the last is the result."""
    tree = sqlglot.parse_one(sql, read="duckdb")
    found: dict[str, exp.Expression] = {cte.alias: cte.copy() for cte in tree.ctes}
    tree.set("with_", None)
    return found | {RESULT: tree}


def query_of(criterion: exp.Expression) -> str:
    """Return the SQL of a criterion, without its name."""
    query = criterion.this if isinstance(criterion, exp.CTE) else criterion
    return query.sql(dialect="duckdb")


def mutants(criteria: Mapping[str, exp.Expression]) -> Iterator[Mutant]:
    """Yield every single-rule mutant of these criteria."""
    for criterion, query in criteria.items():
        names: set[str] = set()
        for place, node in enumerate(list(query.walk())):
            for says, change in _changes(node):
                copy = query.copy()
                change(next(islice(copy.walk(), place, None)))
                name = f"{criterion}: {says}"
                # The same words may come twice in one criterion, such as for each tool.
                while name in names:
                    name += " (again)"
                names.add(name)
                yield Mutant(name=name, criterion=criterion, query=copy)


Change = Callable[[exp.Expression], object]


def _changes(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    if isinstance(node, exp.And | exp.Or):
        yield f"without {_text(node.left)}", lambda found: found.replace(found.right.copy())
        yield f"without {_text(node.right)}", lambda found: found.replace(found.left.copy())
    if isinstance(node, exp.Where) and not isinstance(node.this, exp.And | exp.Or):
        yield f"without {_text(node.this)}", lambda found: found.set("this", exp.true())
    if type(node) in STRICT:
        yield f"other strictness of {_text(node)}", _other_strictness
        if isinstance(node, exp.GTE | exp.LTE):
            yield f"equal alone of {_text(node)}", _equal_alone
        yield from _shifted_literals(node)
    if isinstance(node, exp.Between):
        yield f"first excluded of {_text(node)}", lambda found: _open(found, exp.GT, exp.LTE)
        yield f"last excluded of {_text(node)}", lambda found: _open(found, exp.GTE, exp.LT)
        yield from _shifted_literals(node)
    if isinstance(node, exp.In) and node.expressions:
        for number, word in enumerate(node.expressions):
            yield f"{_text(word)} not in the list", lambda found, at=number: _drop(found, at)
    if isinstance(node, exp.Anonymous) and str(node.this) in SHIFTED:
        yield from _shifted_literals(node)
    if isinstance(node, exp.Anonymous) and str(node.this) == "latest_day":
        yield f"as told: {_text(node)}", lambda found: found.replace(found.expressions[0].copy())
    if isinstance(node, exp.Coalesce):
        yield f"first alone of {_text(node)}", lambda found: found.replace(found.this.copy())
        yield (
            f"second alone of {_text(node)}",
            lambda found: found.replace(found.expressions[0].copy()),
        )
    # The result of a measure of several rates is a union too; a rate that lacks is seen at once.
    if isinstance(node, exp.Union) and node.parent:
        yield f"without {_text(node.left)}", lambda found: found.replace(found.right.copy())
        yield f"without {_text(node.right)}", lambda found: found.replace(found.left.copy())
    if isinstance(node, exp.Ordered):
        yield f"reversed {_text(node)}", lambda found: found.set("desc", not found.args.get("desc"))
    if isinstance(node, exp.Not):
        yield f"not {_text(node.this)} turned", lambda found: found.replace(found.this.copy())


def _shifted_literals(node: exp.Expression) -> Iterator[tuple[str, Change]]:
    for name, value in node.args.items():
        for one in value if isinstance(value, list) else [value]:
            number = one.this if isinstance(one, exp.Neg) else one
            if isinstance(number, exp.Literal) and not number.is_string:
                yield f"one more in {_text(node)}", _shift(name, one, 1)
                yield f"one less in {_text(node)}", _shift(name, one, -1)


def _shift(name: str, value: exp.Expression, by: int) -> Change:
    old = float(value.sql())
    text = str(int(old) + by)

    def change(found: exp.Expression) -> None:
        held = found.args[name]
        for one in held if isinstance(held, list) else [held]:
            if one == value:
                one.replace(sqlglot.parse_one(text))

    return change


def _other_strictness(found: exp.Expression) -> None:
    found.replace(STRICT[type(found)](this=found.this.copy(), expression=found.expression.copy()))


def _equal_alone(found: exp.Expression) -> None:
    found.replace(exp.EQ(this=found.this.copy(), expression=found.expression.copy()))


def _open(found: exp.Expression, low: type[exp.Expression], high: type[exp.Expression]) -> None:
    subject = found.this
    first = low(this=subject.copy(), expression=found.args["low"].copy())
    last = high(this=subject.copy(), expression=found.args["high"].copy())
    found.replace(exp.paren(exp.and_(first, last)))


def _drop(found: exp.Expression, at: int) -> None:
    found.set("expressions", [one for number, one in enumerate(found.expressions) if number != at])


def _text(node: exp.Expression) -> str:
    text = " ".join(node.sql(dialect="duckdb").split())
    return text if len(text) <= 110 else f"{text[:80]} ... {text[-25:]}"
