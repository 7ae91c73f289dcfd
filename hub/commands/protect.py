"""Protect a table of counts: say which cells may be shown, and what others could still work out."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain, zip_longest
from pathlib import Path

import polars as pl
from rich.console import Console

from hub.commands.usage import Unreadable
from hub.platform.clock import system_clock
from hub.publication.tables.build import (
    Numbers,
    Request,
    build,
    build_earlier,
    sensitive_cells,
    unnamed,
)
from hub.publication.tables.document import document
from hub.publication.tables.read_past import aligned, categories, read_past
from hub.publication.tables.read_table import (
    BadTable,
    Inner,
    column_names,
    read_edges,
    read_inner,
)
from hub.publication.tables.write_release import public_table, write_release
from policies.disclosure_control.contributor_viewers import contributor_viewers
from policies.disclosure_control.dimension import Edge
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.primary import few_contributors, largest_share, small_count
from policies.disclosure_control.protect import (
    EXACT_WORK,
    Protection,
    Unprotected,
    protect,
)
from policies.disclosure_control.remainders import with_remainders
from policies.disclosure_control.system import Inconsistent, System
from policies.disclosure_control.viewer import Viewer
from policies.disclosure_control.windows import with_past
from policies.parameter import NotYetSet, parameter
from schemas.problem import Problem

DONE, LEAK = 0, 1
WHATEVER_IT_TAKES = 10**12


def add_arguments(parser: ArgumentParser) -> None:
    """Declare what `hub protect` takes; docs/protect.md explains it to an analyst."""
    parser.add_argument("table", nargs="?", help="CSV of inner cells; what is absent is zero")
    for name, what in (("--by", "the columns of categories: A,B"), ("--count", "those of counts")):
        parser.add_argument(name, required=True, nargs="+", action="extend", help=what)
    parser.add_argument(
        "--hierarchy", action="append", default=[], metavar="COLUMN=FILE", help="CSV child,parent"
    )
    parser.add_argument(
        "--link", action="append", default=[], type=Path, help="a table that shares cells"
    )
    parser.add_argument("--contributor", help="the column that names who supplied the row")
    parser.add_argument("--viewer", help="the column of which each value is a viewer")
    parser.add_argument(
        "--previous", nargs="+", action="extend", default=[], type=Path, help="earlier outputs"
    )
    parser.add_argument(
        "--previous-table", nargs="+", action="extend", default=[], type=Path,
        help="the tables of the earlier outputs, in their order",
    )  # fmt: skip
    parser.add_argument(
        "--previous-link", nargs="+", action="extend", default=[], type=Path,
        help="the tables linked with each of these, in the order of --link, run after run",
    )  # fmt: skip
    parser.add_argument("--audit", action="store_true", help="give the audit record too")
    parser.add_argument("--release", type=Path, help="write the public table to this file")
    parser.add_argument("--on", type=date.fromisoformat, help="use the rules of this day")
    parser.add_argument("--json", action="store_true", help="write one JSON document")


def run(options: Namespace) -> int:
    """Protect the table; 1 where a leak remains, and then nothing is released."""
    try:
        request, cells, protection, leaks = _protected(options)
    except BadTable as failure:
        raise Unreadable(failure.problem) from None
    hidden = unnamed(request)
    if options.release and not leaks:
        _write(options.release, public_table(cells, protection.pattern, unnamed=hidden))
    told = document(cells, protection, unnamed=hidden, with_audit=options.audit)
    sys.stdout.write(json.dumps(told) + "\n" if options.json else _in_words(told["summary"]))
    return LEAK if leaks else DONE


def _protected(options: Namespace) -> tuple[Request, System, Protection, bool]:
    try:
        numbers = _numbers(options.on or system_clock().date())
    except NotYetSet:
        raise BadTable("no rule was in force on that day") from None
    earlier = [read_past(path) for path in options.previous]
    before = _earlier_tables(options)
    request = _request(options, earlier, before)
    cells = build(request)
    sensitive = sensitive_cells(request, cells, numbers)
    minimum = numbers.minimum_cell_size
    tables = [build_earlier(each, request) for each in before]
    past = [
        aligned(told, cells, name=f"previous {number}", table=table)
        for number, (told, table) in enumerate(zip_longest(earlier, tables), 1)
    ]
    try:
        insiders = request.viewer is not None
        cells, sensitive = with_past(cells, sensitive, past, minimum=minimum, insiders=insiders)
        cells, viewers = with_remainders(_viewers(cells, request), cells, past, minimum=minimum)
        rules = _rules(numbers, request)
        work = WHATEVER_IT_TAKES if options.audit else EXACT_WORK
        # Only a terminal shows what is done: a large table takes half a minute.
        with Console(stderr=True).status("protecting the table") as shown:
            found = protect(
                cells,
                sensitive=sensitive,
                viewers=viewers,
                rules=rules,
                exact_work=work,
                tell=shown.update,
            )
        return request, cells, found, False
    except Unprotected as failure:
        return request, cells, failure.protection, True
    except Inconsistent:
        raise BadTable("an earlier run does not add up") from None
    except Unsolved:
        raise BadTable("no audit could be made, so nothing may be released") from None


def _earlier_tables(options: Namespace) -> list[tuple[Inner, ...]]:
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


def _request(
    options: Namespace, earlier: Sequence[pl.DataFrame], before: Sequence[tuple[Inner, ...]]
) -> Request:
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


def _viewers(cells: System, request: Request) -> list[Viewer]:
    """Return the viewers: the categories of the column, past ones too, and not their groups."""
    column = request.viewer
    if column is None:
        return []
    tables = [each.rows for each in (request.table, *request.linked)]
    named = {name for rows in tables if column in rows.columns for name in rows[column].unique()}
    named |= set(request.also.get(column, ()))
    return [each for each in contributor_viewers(cells, column=column) if each.name in named]


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


def _numbers(on: date) -> Numbers:
    return Numbers(
        minimum_cell_size=int(parameter("minimum_cell_size", on=on)),
        minimum_contributors=int(parameter("minimum_contributors", on=on)),
        largest_share=parameter("largest_contributor_share", on=on),
        margin_percent=parameter("margin_percent", on=on),
    )


def _rules(numbers: Numbers, request: Request) -> tuple[tuple[str, str], ...]:
    rules = [(small_count.RULE, str(numbers.minimum_cell_size))]
    if request.contributor is not None:
        rules.append((few_contributors.RULE, str(numbers.minimum_contributors)))
        rules.append((largest_share.RULE, str(numbers.largest_share)))
    return tuple(rules)


def _names(words: Sequence[str], columns: Collection[str]) -> list[str]:
    """Return the names in words that list them with commas; a column may have one in its name."""
    found: list[str] = []
    for word in words:
        listed = [word] if word in columns else word.split(",")
        found += [name.strip() for name in listed if name.strip()]
    return found


def _write(path: Path, table: pl.DataFrame) -> None:
    try:
        write_release(path, table)
    except OSError:
        problem = Problem(type="usage", title="the release cannot be written", detail=path.name)
        raise Unreadable(problem) from None


def _in_words(summary: dict[str, object]) -> str:
    leaks = summary["leaks"]
    count = len(leaks) if isinstance(leaks, list) else 0
    verdict = f"{count} leaks remain: release nothing" if count else "no leak found"
    return (
        f"{summary['cells']} cells: {summary['published']} published, {summary['primary']} "
        f"suppressed for themselves, {summary['secondary']} for others; {verdict}\n"
    )
