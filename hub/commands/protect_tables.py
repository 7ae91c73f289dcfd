"""The tables that `hub protect` is given: what is to be protected, and what earlier runs had."""

from argparse import Namespace
from collections.abc import Collection, Sequence
from itertools import chain
from pathlib import Path

import polars as pl

from hub.commands.usage import Unreadable
from hub.publication.tables.build import Request
from hub.publication.tables.read_past import categories
from hub.publication.tables.read_table import (
    BadTable,
    Inner,
    column_names,
    read_edges,
    read_inner,
)
from policies.disclosure_control.dimension import Edge
from schemas.problem import Problem


def request_of(
    options: Namespace, earlier: Sequence[pl.DataFrame], before: Sequence[tuple[Inner, ...]]
) -> Request:
    """Return what is asked: the table, those linked with it, and the categories of earlier runs.

    `earlier` are the outputs of earlier runs, `before` their tables. BadTable where a table or a
    hierarchy is none, Unreadable where the words of the command make no sense.
    """
    path, by, counts = _named(options)
    extra = [name for name in (options.contributor, options.viewer) if name]
    table = read_inner(path, by=by, counts=counts, extra=extra)
    beside = [name for name in extra if name not in by]
    linked = tuple(read_inner(each, by=None, counts=counts, extra=beside) for each in options.link)
    hierarchies = _hierarchies(options.hierarchy)
    known = {name for each in (table, *linked) for name in each.by}
    if strange := sorted(set(hierarchies) - known):
        raise BadTable("a hierarchy is of no column of categories", strange[0])
    grouped = {
        name: {parent for edges in each for _, parent in edges}
        for name, each in hierarchies.items()
    }
    also: dict[str, list[str]] = {}
    for each in earlier:
        for name, held in categories(each).items():
            also.setdefault(name, []).extend(sorted(held - grouped.get(name, set())))
    for inner in chain.from_iterable(before):
        for name in {*inner.by, *filter(None, [options.viewer])} & set(inner.rows.columns):
            also.setdefault(name, []).extend(sorted(inner.rows[name].unique()))
    return Request(
        table=table,
        linked=linked,
        hierarchies=hierarchies,
        contributor=options.contributor,
        viewer=options.viewer,
        also=also,
    )


def earlier_tables(options: Namespace) -> list[tuple[Inner, ...]]:
    """Return the table of each earlier run, and the tables that were linked with it."""
    tables: list[Path] = options.previous_table
    links: list[Path] = options.previous_link
    if tables and len(tables) != len(options.previous):
        title = "give one --previous-table for each --previous, in the same order"
        raise Unreadable(Problem(type="usage", title=title))
    if links and len(links) != len(tables) * len(options.link):
        title = "give one --previous-link for each --link of every --previous-table, run after run"
        raise Unreadable(Problem(type="usage", title=title))
    _, by, counts = _named(options)
    extra = [options.viewer] if options.viewer else []
    beside = [name for name in extra if name not in by]
    linked = [read_inner(path, by=None, counts=counts, extra=beside) for path in links]
    first = [read_inner(path, by=by, counts=counts, extra=extra) for path in tables]
    each = len(linked) // max(len(first), 1)
    return [
        (inner, *linked[number * each : (number + 1) * each]) for number, inner in enumerate(first)
    ]


def _named(options: Namespace) -> tuple[Path, list[str], list[str]]:
    """Return the table, the columns of categories and those of counts."""
    by, counts = list(options.by), list(options.count)
    table = options.table
    for words in (counts, by):
        # A table that is named after a list of columns is read as one more of them.
        if table is None and len(words) > 1 and Path(words[-1]).is_file():
            table = words.pop()
    if table is None:
        raise Unreadable(Problem(type="usage", title="name the table: hub protect TABLE.csv ..."))
    columns = frozenset(column_names(Path(table)))
    return Path(table), _names(by, columns), _names(counts, columns)


def _hierarchies(given: Sequence[str]) -> dict[str, list[list[Edge]]]:
    found: dict[str, list[list[Edge]]] = {}
    for text in given:
        column, separator, path = text.partition("=")
        if not separator:
            raise Unreadable(Problem(type="usage", title="write --hierarchy COLUMN=FILE"))
        found.setdefault(column, []).append(read_edges(Path(path)))
    return found


def _names(words: Sequence[str], columns: Collection[str]) -> list[str]:
    """Return the names in words that list them with commas; a column may have one in its name."""
    found: list[str] = []
    for word in words:
        listed = [word] if word in columns else word.split(",")
        found += [name.strip() for name in listed if name.strip()]
    return found
