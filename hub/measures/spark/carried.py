"""A measure's SQL carried over to Spark: its named functions become expressions of Spark."""

from collections import Counter
from collections.abc import Mapping
from functools import cache

import sqlglot
from sqlglot import exp

from hub.measures.functions import FUNCTIONS, OF_THE_MEASURE
from hub.measures.lineage import pruned
from hub.measures.membership import ANY_CODE, Bits, Span, bits_in
from hub.measures.query import Query
from schemas.period import Period
from schemas.record import record

RESULT = "result"
_BY_NAME = {function.name: function for function in FUNCTIONS}
# Functions of Spark's own, which SQLGlot has no class for, are left as they are.
_KNOWN = _BY_NAME.keys() | {function.name for function in OF_THE_MEASURE}


@record
class Step:
    """One criterion as a query of its own; `used` says how often later steps read it."""

    name: str
    sql: str
    used: int


def carried(query: Query, period: Period, bits: Bits) -> tuple[Step, ...]:
    """Return the criteria of a query in the dialect of Spark, in order; the last is the result.

    They call nothing that is registered, and name one another as tables: a whole of many criteria
    that use one another many times would be planned anew at each use.
    `bits` says, by the title of a set, which bits of an encoded column (long) stand for it. Raises
    sqlglot's UnsupportedError for what Spark has no words for: the lint keeps such files out.
    """
    tree = sqlglot.parse_one(pruned(query), read="duckdb")
    _told_apart(tree)
    whole = _inlined(tree, period, bits)
    if not isinstance(whole, exp.Query):
        raise TypeError("a measure is a query")
    reads = Counter(table.name for table in whole.find_all(exp.Table))
    steps = [(criterion.alias, criterion.this.copy()) for criterion in whole.ctes]
    whole.set("with_", None)
    return tuple(
        Step(
            name=name,
            sql=step.sql(dialect="spark", unsupported_level=sqlglot.ErrorLevel.RAISE),
            used=reads[name],
        )
        for name, step in [*steps, (RESULT, whole)]
    )


def _told_apart(tree: exp.Expr) -> None:
    """Give every table an alias that no column has.

    Within a subquery Spark takes person.birth_day for a field of a column person, where there is
    one, before it looks for a table of that name outside.
    """
    for table in tree.find_all(exp.Table):
        table.set("alias", exp.TableAlias(this=exp.to_identifier(f"of_{table.alias_or_name}")))
    for column in tree.find_all(exp.Column):
        if column.table:
            column.set("table", exp.to_identifier(f"of_{column.table}"))


def _inlined(tree: exp.Expr, period: Period, bits: Bits) -> exp.Expr:
    """Put an expression in place of each call, the innermost first."""
    for call in reversed(list(tree.find_all(exp.Anonymous))):
        if str(call.this).lower() not in _KNOWN:
            continue
        expression = _expression(call, period, bits)
        if call is tree:
            return expression
        call.replace(expression)
    return tree


def _expression(call: exp.Anonymous, period: Period, bits: Bits) -> exp.Expr:
    name, arguments = str(call.this).lower(), call.expressions
    if name == "period_start":
        return _parsed(f"date '{period.first}'")
    if name == "period_end":
        return _parsed(f"date '{period.last}'")
    if name == "has_any_code":
        return _filled(_parsed(_test(ANY_CODE)), {"codes": arguments[0]})
    if name == "has_code":
        mask = bits_in(period, bits[arguments[1].name])
        return _filled(_parsed(_test(mask)), {"codes": arguments[0]})
    if name == "has_code_on":
        test = " or ".join(map(_valid_on, bits[arguments[1].name])) or "false"
        return _filled(_parsed(f"({test})"), {"codes": arguments[0], "on_day": arguments[2]})
    function = _BY_NAME[name]
    body = _inlined(_parsed(f"({function.spark or function.duckdb})").copy(), period, bits)
    return _filled(body, dict(zip(function.parameters, arguments, strict=True)))


def _filled(body: exp.Expr, arguments: Mapping[str, exp.Expr]) -> exp.Expr:
    """Return the body with an argument in place of each parameter."""
    body = body.copy()
    for column in list(body.find_all(exp.Column)):
        if column.name in arguments and not column.table:
            column.replace(exp.paren(arguments[column.name].copy()))
    return body


@cache
def _parsed(text: str) -> exp.Expr:
    return sqlglot.parse_one(text, read="spark")


def _valid_on(span: Span) -> str:
    tests = [_test(span.bit)]
    tests += [f"on_day >= date '{span.first}'"] if span.first else []
    tests += [f"on_day <= date '{span.last}'"] if span.last else []
    return f"({' and '.join(tests)})"


def _test(mask: int) -> str:
    # Spark has no unsigned numbers: the highest bit is the sign.
    signed = mask - (1 << 64) if mask >= 1 << 63 else mask
    return f"(codes & cast({signed} as bigint)) <> 0"
