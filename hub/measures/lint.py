"""What a measure file may not hold, because it does not mean the same on every engine.

DuckDB runs the files; SQLGlot carries them to Spark SQL. What it passes through or changes silently
was found by trial: an ordered list loses its order, ASOF and PIVOT are left standing, a recursive
query and a predicate outside of a filter are refused, two dates subtracted give a number here and
an interval there. A list of what goes wrong would never be whole, so it is the other way round:
only functions, expressions and clauses that are known to carry over may stand in a file, and some
of what may not is told in words of its own.
"""

from collections.abc import Iterator

import sqlglot
from sqlglot import exp

from hub.measures.functions import FUNCTIONS, OF_THE_MEASURE
from hub.measures.lineage import code_uses, columns_read, judges_precision
from hub.measures.measure import Measure
from hub.measures.tables import DATES

KNOWN = (
    *(exp.And, exp.Or, exp.Case, exp.If, exp.Cast, exp.Exists),
    *(exp.Coalesce, exp.Nullif, exp.Greatest, exp.Least),
    *(exp.Count, exp.Min, exp.Max, exp.Sum, exp.RowNumber),
)
EXPRESSIONS = (
    *(exp.Select, exp.Union, exp.With, exp.CTE, exp.From, exp.Table, exp.TableAlias, exp.Subquery),
    *(exp.Join, exp.Where, exp.Group, exp.Having, exp.Distinct, exp.Star),
    *(exp.Identifier, exp.Column, exp.Alias, exp.Literal, exp.Boolean, exp.Null, exp.Paren),
    *(exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Is, exp.In, exp.Between),
    *(exp.Not, exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.DataType),
    *(exp.Window, exp.WindowSpec, exp.Order, exp.Ordered),
)
CLAUSES = {
    exp.Select: {"with_", "expressions", "distinct", "from_", "joins", "where", "group", "having"},
    exp.Union: {"with_", "this", "expression", "distinct"},
    exp.CTE: {"this", "alias"},
    exp.Join: {"this", "side", "kind", "on"},
    exp.Table: {"this", "alias"},
    exp.Group: {"expressions"},
    exp.Distinct: {"expressions"},
    exp.Between: {"this", "low", "high"},
    exp.In: {"this", "expressions", "query"},
    exp.Window: {"this", "partition_by", "order", "spec", "over"},
    exp.WindowSpec: {"kind", "start", "start_side", "end", "end_side"},
    exp.Ordered: {"this", "desc", "nulls_first"},
}
# What may be asked of a person, who is a number while SQL runs: see docs/decisions/0149.
OF_A_PERSON = (exp.Select, exp.Group, exp.EQ, exp.Is, exp.Count, exp.Distinct, exp.Window)
JOINS = {("", ""), ("LEFT", ""), ("", "CROSS")}
# A cast between numbers rounds on one engine and cuts off on the other.
CASTS = ("date", "timestamp", "text")
ARITY = {function.name: len(function.parameters) for function in (*FUNCTIONS, *OF_THE_MEASURE)}


def complaints(measure: Measure) -> list[str]:
    """Return what is wrong with a measure file, in words; nothing where it carries over."""
    tree = sqlglot.parse_one(measure.sql, read="duckdb")
    found = [
        *_constructs(tree),
        *_calls(tree),
        *_dates(tree),
        *_orders(tree),
        *_predicates(tree),
        *_unknown(tree),
        *_persons(tree),
    ]
    # Lineage follows only what carries over.
    return found or [*_sets(measure), *_precision(measure)]


def _constructs(tree: exp.Expr) -> Iterator[str]:
    for found in tree.find_all(exp.With):
        if found.args.get("recursive"):
            yield "a recursive query: Spark refuses windows and aggregates in it"
    for kind, name in (
        (exp.Qualify, "QUALIFY"),
        (exp.Pivot, "PIVOT"),
        (exp.Lambda, "a lambda"),
        (exp.Star, "a star: name the columns"),
        (exp.Lateral, "LATERAL"),
        (exp.Array, "a list"),
        (exp.Struct, "a struct"),
        (exp.Interval, "an interval: use plus_days or plus_months"),
    ):
        for node in tree.find_all(kind):
            if not (kind is exp.Star and isinstance(node.parent, exp.Count)):
                yield name
    for join in tree.find_all(exp.Join):
        if join.method:
            yield f"{join.method} join"


def _calls(tree: exp.Expr) -> Iterator[str]:
    for call in tree.find_all(exp.Func):
        if isinstance(call, exp.Anonymous):
            name = str(call.this).lower()
            if name not in ARITY:
                yield f"the function {name} is not registered"
            elif len(call.expressions) != ARITY[name]:
                yield f"{name} takes {ARITY[name]} arguments"
        elif not isinstance(call, KNOWN):
            yield f"the function {call.sql_name().lower()} is not known to carry over"


def _persons(tree: exp.Expr) -> Iterator[str]:
    for column in tree.find_all(exp.Column):
        within = column.parent
        if column.name == "person" and within and not isinstance(within, OF_A_PERSON):
            yield f"a person within {within.key}: persons are equal or not, nothing more"


def _unknown(tree: exp.Expr) -> Iterator[str]:
    for node in tree.walk():
        if not isinstance(node, (*EXPRESSIONS, exp.Func)):
            yield f"{node.key} is not known to carry over"
        if isinstance(node, exp.Cast) and not node.is_type(*CASTS):
            yield f"a cast to {node.to.sql()} is not known to carry over"
        if isinstance(node, exp.Join) and (node.side, node.kind) not in JOINS:
            yield f"a {node.side} {node.kind} join is not known to carry over"
        if isinstance(node, exp.Distinct) and any(
            isinstance(e, exp.Tuple) for e in node.expressions
        ):
            yield "several columns counted as one"
        held = {name for name, value in node.args.items() if value not in (None, [], False, "")}
        for name in sorted(held - CLAUSES.get(type(node), held)):
            yield f"{name.strip('_')} of {node.key} is not known to carry over"
    for window in tree.find_all(exp.WindowSpec):
        if str(window.args["kind"]).lower() not in {"rows", "range"}:
            yield "a window of groups: Spark has rows and ranges"


def _dates(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.Sub, exp.Add):
        if any(_is_date(side) for side in (node.left, node.right)):
            yield f"{node.sql()}: use plus_days or days_between"


def _is_date(node: exp.Expr) -> bool:
    if isinstance(node, exp.Column):
        return node.name.endswith(("_day", "_instant"))
    if isinstance(node, exp.Cast):
        return node.is_type("date", "timestamp")
    return isinstance(node, exp.Anonymous) and str(node.this) in {
        "period_start",
        "period_end",
        "plus_days",
        "plus_months",
    }


def _orders(tree: exp.Expr) -> Iterator[str]:
    for order in tree.find_all(exp.Order):
        if not isinstance(order.parent, exp.Window):
            yield "an order outside of a window is lost or costs"
    for aggregate in tree.find_all(exp.AggFunc):
        if aggregate.find(exp.Order):
            yield "an ordered aggregate loses its order on Spark"


def _predicates(tree: exp.Expr) -> Iterator[str]:
    for found in tree.find_all(exp.Exists, exp.In):
        if isinstance(found, exp.In) and not found.args.get("query"):
            continue
        if not found.find_ancestor(exp.Where):
            yield "a predicate over a query outside of WHERE"


def _sets(measure: Measure) -> Iterator[str]:
    named = {found.title for found in measure.value_sets} | {code.name for code in measure.codes}
    used = {use.title for use in code_uses(measure)}
    yield from (f"the set {title} is not in the header" for title in sorted(used - named))
    yield from (f"the set {title} is never used" for title in sorted(named - used))


def _precision(measure: Measure) -> Iterator[str]:
    # A person who is left out for the precision of a date would have no result at all.
    dated = columns_read(measure).get("person", frozenset()) & DATES["person"]
    if dated and not judges_precision(measure, "person"):
        yield "a date of the person is read without its precision: use latest_day"
