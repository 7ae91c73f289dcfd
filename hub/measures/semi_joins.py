"""A predicate over a query, as the semi or anti join that it is.

DuckDB makes such a join itself where all that is compared is equal. Where an order of days is asked
as well, it first gathers what is asked for each distinct row: half again the cost of the join.
"""

from sqlglot import exp


def with_semi_joins(tree: exp.Expr) -> exp.Expr:
    """Return a qualified query with a join for each `[not] exists` over one table in a WHERE.

    A row has a match, or none, under the same conditions; a condition that is unknown is none.
    """
    tree = tree.copy()
    for query in list(tree.find_all(exp.Select)):
        for predicate in _conditions(query):
            _join(query, predicate)
    return tree


def _conditions(query: exp.Select) -> list[exp.Expr]:
    where = query.args.get("where")
    if where is None:
        return []
    return list(where.this.flatten()) if isinstance(where.this, exp.And) else [where.this]


def _join(query: exp.Select, predicate: exp.Expr) -> None:
    negated = isinstance(predicate, exp.Not)
    exists = predicate.this if negated else predicate
    if not isinstance(exists, exp.Exists) or not _is_plain(exists.this):
        return
    inner = exists.this
    table = inner.args["from_"].this
    if table.alias_or_name in {found.alias_or_name for found in _tables(query)}:
        return
    query.append(
        "joins",
        exp.Join(this=table, kind="ANTI" if negated else "SEMI", on=inner.args["where"].this),
    )
    _leave_out(query, predicate)


def _is_plain(inner: exp.Expr) -> bool:
    """Tell whether a subquery is one table and what is asked of it, and nothing more."""
    return (
        isinstance(inner, exp.Select)
        and {name for name, value in inner.args.items() if value}
        <= {"expressions", "from_", "where"}
        and isinstance(inner.args["from_"].this, exp.Table)
        and inner.args.get("where") is not None
        and inner.args["where"].find(exp.Select) is None
    )


def _tables(query: exp.Select) -> list[exp.Expr]:
    return [query.args["from_"].this, *(join.this for join in query.args.get("joins") or [])]


def _leave_out(query: exp.Select, predicate: exp.Expr) -> None:
    if predicate.parent is query.args["where"]:
        query.set("where", None)
    else:
        predicate.replace(exp.true())
