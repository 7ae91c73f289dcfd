"""From files to a system of cells: dimensions, totals, linked tables, contributors and viewers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from hub.publication.tables.read_table import COUNT, BadTable, Inner
from policies.disclosure_control.arrays import Flags
from policies.disclosure_control.dimension import (
    TOTAL_NAME,
    BadHierarchy,
    Dimension,
    Edge,
    dimension,
)
from policies.disclosure_control.join import Disagreement, join
from policies.disclosure_control.primary.few_contributors import few_contributors
from policies.disclosure_control.primary.largest_share import largest_share
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.sensitive import Sensitive, together
from policies.disclosure_control.system import System
from policies.disclosure_control.tabulate import contributions, tabulate
from schemas.record import record

Hierarchies = Mapping[str, Sequence[Sequence[Edge]]]


@record
class Numbers:
    """The numbers that the primary rules use, as of the day of the release."""

    minimum_cell_size: int
    minimum_contributors: int
    largest_share: float
    margin_percent: float


@record
class Request:
    """What to protect: the table, the tables that share cells with it, and who stands behind."""

    table: Inner
    linked: tuple[Inner, ...]
    hierarchies: Hierarchies
    contributor: str | None
    viewer: str | None
    also: Mapping[str, Sequence[str]]


def unnamed(request: Request) -> frozenset[str]:
    """Return the columns of the system that no table shows: a viewer's that is not one of them."""
    tables = (request.table, *request.linked)
    hidden = {name for each in tables for name in _hidden(each, request)}
    return frozenset(hidden - {name for each in tables for name in each.by})


def build(request: Request) -> System:
    """Return the system of every cell of the tables; BadTable where they do not fit together.

    A viewer's column that no table shows is a hidden dimension, so that a viewer's part of each
    cell is a cell of its own. `also` names categories of which the rows hold nothing (past ones).
    """
    try:
        return join(*(_cells(each, request) for each in (request.table, *request.linked)))
    except BadHierarchy as failure:
        raise BadTable("a hierarchy makes no sense", str(failure)) from None
    except Disagreement:
        raise BadTable("a linked table gives a shared cell another count") from None


def build_earlier(tables: Sequence[Inner], request: Request) -> System:
    """Return the system of the tables of an earlier run, by the columns and groups of the present.

    The first is the table, the others were linked with it. BadTable where they do not fit.
    """
    table, *linked = tables
    return build(replace(request, table=table, linked=tuple(linked), also={}))


def sensitive_cells(request: Request, cells: System, numbers: Numbers) -> Sensitive:
    """Return the primary cells: small counts, and where contributors are named, their rules too.

    The contributor rules are for what stands for many: a cell of one contributor's own is none.
    """
    found = [small_count(cells.values, minimum=numbers.minimum_cell_size)]
    if request.contributor is not None:
        for each in (request.table, *request.linked):
            if request.contributor in each.rows.columns:
                found += _contributor_rules(each, request, cells, numbers)
    return together(found)


def _cells(inner: Inner, request: Request) -> System:
    hidden = _hidden(inner, request)
    return tabulate(inner.rows, _dimensions(inner, request), hidden=hidden)


def _hidden(inner: Inner, request: Request) -> list[str]:
    viewer = request.viewer
    shown = viewer is None or viewer in inner.by or viewer not in inner.rows.columns
    return [] if shown else [str(viewer)]


def _dimensions(inner: Inner, request: Request) -> list[Dimension]:
    names = [*inner.by, *_hidden(inner, request)]
    made = [
        dimension(
            name,
            {*inner.rows[name].unique(), *request.also.get(name, ())},
            hierarchies=request.hierarchies.get(name, ()),
        )
        for name in names
    ]
    # Several counts add up to a cell of their own; a single one is its own total.
    return [*made, dimension(COUNT, inner.counts, total=len(inner.counts) > 1)]


def _contributor_rules(
    inner: Inner, request: Request, cells: System, numbers: Numbers
) -> list[Sensitive]:
    column = str(request.contributor)
    matrix, _ = contributions(inner.rows, _dimensions(inner, request), cells, column=column)
    applies = _stands_for_many(cells, inner, column)
    share, percent = numbers.largest_share, numbers.margin_percent
    return [
        few_contributors(
            cells.values,
            matrix,
            applies=applies,
            minimum=numbers.minimum_contributors,
            percent=percent,
        ),
        largest_share(cells.values, matrix, applies=applies, share=share, percent=percent),
    ]


def _stands_for_many(cells: System, inner: Inner, column: str) -> Flags:
    mine = {*inner.by, COUNT}
    outside = [name for name in cells.keys.columns if name not in mine]
    at_total = [pl.col(name) == TOTAL_NAME for name in {*outside, column} & set(cells.keys.columns)]
    if not at_total:
        return np.ones(cells.size, dtype=np.bool_)
    held = cells.keys.select(pl.all_horizontal(at_total)).to_series()
    return np.asarray(held.to_numpy(), dtype=np.bool_)
