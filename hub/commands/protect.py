"""Protect a table of counts: say which cells may be shown, and what others could still work out."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from pathlib import Path

import polars as pl
from rich.console import Console

from hub.commands.protect_tables import earlier_tables, request_of
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
from hub.publication.tables.read_past import aligned, read_past
from hub.publication.tables.read_table import BadTable
from hub.publication.tables.write_release import public_table, write_release
from policies.disclosure_control.contributor_viewers import contributor_viewers
from policies.disclosure_control.linear_program import Unsolved
from policies.disclosure_control.past import Past
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
from schemas.record import record

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
        found = _protected(options)
    except BadTable as failure:
        raise Unreadable(failure.problem) from None
    hidden = unnamed(found.request)
    if options.release and not found.leaks:
        table = public_table(found.cells, found.protection.pattern, unnamed=hidden)
        _write(options.release, table)
    told = document(found.cells, found.protection, unnamed=hidden, with_audit=options.audit)
    sys.stdout.write(json.dumps(told) + "\n" if options.json else _in_words(told["summary"]))
    return LEAK if found.leaks else DONE


@record
class _Found:
    """What was asked, its cells, how they are protected, and whether a leak remains."""

    request: Request
    cells: System
    protection: Protection
    leaks: bool


def _protected(options: Namespace) -> _Found:
    try:
        numbers = _numbers(options.on or system_clock().date())
    except NotYetSet:
        raise BadTable("no rule was in force on that day") from None
    earlier = [read_past(path) for path in options.previous]
    before = earlier_tables(options)
    request = request_of(options, earlier, before)
    cells = build(request)
    tables = [build_earlier(each, request) for each in before]
    past = [
        aligned(told, cells, name=f"previous {number}", table=table)
        for number, (told, table) in enumerate(zip_longest(earlier, tables), 1)
    ]
    try:
        return _with_past(request, cells, past, numbers, audit=options.audit)
    except Inconsistent:
        raise BadTable("an earlier run does not add up") from None
    except Unsolved:
        raise BadTable("no audit could be made, so nothing may be released") from None


def _with_past(
    request: Request, cells: System, past: Sequence[Past], numbers: Numbers, *, audit: bool
) -> _Found:
    """Protect the cells together with what earlier runs told of them."""
    minimum, insiders = numbers.minimum_cell_size, request.viewer is not None
    present = sensitive_cells(request, cells, numbers)
    every, sensitive = with_past(cells, present, past, minimum=minimum, insiders=insiders)
    every, viewers = with_remainders(_viewers(every, request), every, past, minimum=minimum)
    # Only a terminal shows what is done: a large table takes half a minute.
    with Console(stderr=True).status("protecting the table") as shown:
        try:
            protection = protect(
                every,
                sensitive=sensitive,
                viewers=viewers,
                rules=_rules(numbers, request),
                exact_work=WHATEVER_IT_TAKES if audit else EXACT_WORK,
                tell=shown.update,
            )
        except Unprotected as failure:
            return _Found(request=request, cells=every, protection=failure.protection, leaks=True)
    return _Found(request=request, cells=every, protection=protection, leaks=False)


def _viewers(cells: System, request: Request) -> list[Viewer]:
    """Return the viewers: the categories of the column, past ones too, and not their groups."""
    column = request.viewer
    if column is None:
        return []
    tables = [each.rows for each in (request.table, *request.linked)]
    named = {name for rows in tables if column in rows.columns for name in rows[column].unique()}
    named |= set(request.also.get(column, ()))
    return [each for each in contributor_viewers(cells, column=column) if each.name in named]


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
