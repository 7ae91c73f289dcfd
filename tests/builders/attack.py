"""An attacker of published tables: it reads the files that went out, and shares no code with us.

It knows how the tables are built (categories, groups, what adds up), that counts are never below
zero and whole, and what one participant knows of its own records; the rest it works out by linear
programming. Its unknowns are the inner cells, so that every sum holds by construction.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil, floor, inf
from pathlib import Path

import highspy
import numpy as np

SLACK = 1e-5
Key = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """The true inner cells of one table: by categories in the order of `by`, then what is counted.

    `groups` holds (child, parent) of each column; `parts` what one participant supplied of each
    inner cell, where the participants are no column of the table.
    """

    by: tuple[str, ...]
    counts: tuple[str, ...]
    inner: Mapping[tuple[str, ...], int]
    groups: Mapping[str, Sequence[Sequence[tuple[str, str]]]]
    own: Mapping[tuple[str, ...], int]

    def nodes(self, column: str) -> dict[str, frozenset[str]]:
        """Each category, group and total of a column, with the categories that it counts."""
        if column == "count":
            found = {name: frozenset({name}) for name in self.counts}
            return found | ({"Total": frozenset(self.counts)} if len(self.counts) > 1 else {})
        place = self.by.index(column)
        leaves = {key[place] for key in self.inner}
        trees = self.groups.get(column, ())
        parents = {parent for tree in trees for _, parent in tree}
        leaves |= {child for tree in trees for child, _ in tree} - parents
        found = {leaf: frozenset({leaf}) for leaf in leaves}
        for tree in trees:
            for parent in {parent for _, parent in tree}:
                found[parent] = _under(parent, tree)
        return found | {"Total": frozenset(leaves)}

    def cells(self) -> Iterator[tuple[Key, list[tuple[str, ...]]]]:
        """Every cell of the table: its key, totals left out, and the inner cells that it counts."""
        columns = [*self.by, "count"]
        named = [self.nodes(column) for column in columns]
        for nodes in product(*named):
            held = [named[n][node] for n, node in enumerate(nodes)]
            key = tuple(
                (column, node)
                for column, node in zip(columns, nodes, strict=True)
                if node != "Total" or column == "count"
            )
            yield key, list(product(*held))


def _under(parent: str, tree: Sequence[tuple[str, str]]) -> frozenset[str]:
    children = [child for child, group in tree if group == parent]
    return (
        frozenset({parent})
        if not children
        else frozenset().union(*(_under(c, tree) for c in children))
    )


def published(path: Path) -> dict[Key, int | None]:
    """The cells of a public table: their counts, None where there is a mark."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            tuple(
                sorted(
                    (c, n)
                    for c, n in row.items()
                    if c != "value" and (n != "Total" or c == "count")
                )
            ): (int(row["value"]) if row["value"].isdigit() else None)
            for row in csv.DictReader(file)
        }


class Attacker:
    """One attacker of several releases; a release is the tables that stand in one public file."""

    def __init__(self, releases, *, knows=None, nested=False) -> None:
        """Take (tables, published cells) of each release, oldest first.

        `knows` is (column, category) whose inner cells are known; with `nested` a later release
        counts everything that an earlier one does. Where the column is of no table, `own` of the
        tables is known.
        """
        self.place: dict[tuple[int, int, tuple[str, ...]], int] = {}
        self.low: list[float] = []
        self.high: list[float] = []
        self.truth: list[int] = []
        self.rows: list[tuple[dict[int, float], float, float]] = []
        self.releases = releases
        for number, (tables, shown) in enumerate(releases):
            for name, table in enumerate(tables):
                self._take(number, name, table, knows)
            self._add_up(number, tables, shown)
        if nested:
            self._never_less()
        self.solver = self._solver()

    def _take(self, number, name, table, knows) -> None:
        spans = [sorted(set().union(*table.nodes(c).values())) for c in (*table.by, "count")]
        for key in product(*spans):
            value = table.inner.get(key, 0)
            known = (
                knows is not None
                and knows[0] in table.by
                and key[table.by.index(knows[0])] == knows[1]
            )
            own = 0 if knows is None else table.own.get(key, 0)
            self.place[number, name, key] = len(self.truth)
            self.truth.append(value)
            self.low.append(value if known else own)
            self.high.append(value if known else inf)

    def _add_up(self, number, tables, shown) -> None:
        held: dict[Key, list[dict[int, float]]] = {}
        for name, table in enumerate(tables):
            for key, inner in table.cells():
                row: dict[int, float] = {}
                for each in inner:
                    row[self.place[number, name, each]] = 1.0
                held.setdefault(tuple(sorted(key)), []).append(row)
        for key, rows in held.items():
            value = shown.get(key)
            if value is not None:
                self.rows += [(row, value, value) for row in rows]
            for other in rows[1:]:
                self.rows.append((rows[0] | {c: -v for c, v in other.items()}, 0, 0))

    def _never_less(self) -> None:
        for number in range(1, len(self.releases)):
            for (release, name, key), column in list(self.place.items()):
                before = self.place.get((number - 1, name, key))
                if release == number and before is not None:
                    # Of its own part the attacker knows how much more it is; no other part is less.
                    own = self.low[column] - self.low[before]
                    self.rows.append(({column: 1.0, before: -1.0}, own, inf))

    def _solver(self) -> highspy.Highs:
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("presolve", "off")
        solver.setOptionValue("simplex_strategy", 4)
        for low, high in zip(self.low, self.high, strict=True):
            solver.addVar(low, high)
        for row, low, high in self.rows:
            columns = np.array(list(row), dtype=np.int32)
            solver.addRow(low, high, len(row), columns, np.array(list(row.values())))
        return solver

    def range_of(self, columns: Sequence[int], minus: Sequence[int] = ()) -> tuple[float, float]:
        """The least and greatest whole value that a sum of inner cells, less others, can have."""
        costs = dict.fromkeys(columns, 1.0) | dict.fromkeys(minus, -1.0)
        ends = []
        for sign in (1.0, -1.0):
            for column, cost in costs.items():
                self.solver.changeColCost(column, sign * cost)
            self.solver.run()
            status = self.solver.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                ends.append(sign * self.solver.getInfo().objective_function_value)
            else:
                assert status in (
                    highspy.HighsModelStatus.kUnbounded,
                    highspy.HighsModelStatus.kUnboundedOrInfeasible,
                ), status
                ends.append(-sign * inf)
        for column in costs:
            self.solver.changeColCost(column, 0.0)
        low, high = ends
        return (
            ceil(low - SLACK) if low > -inf else low,
            floor(high + SLACK) if high < inf else high,
        )

    def small(self, number: int) -> Iterator[tuple[Key, int, int, tuple[float, float]]]:
        """Every cell of 1 to 10 people of a release of which this attacker does not know all.

        Its key, its value, what the attacker knows of it for sure, and the range worked out.
        """
        seen = set()
        for name, table in enumerate(self.releases[number][0]):
            for key, inner in table.cells():
                columns = [self.place[number, name, each] for each in inner]
                value = sum(self.truth[c] for c in columns)
                own = sum(self.low[c] for c in columns)
                if 0 < value < 11 and own < value and key not in seen:
                    seen.add(key)
                    yield key, value, int(own), self.range_of(columns)

    def small_changes(
        self, earlier: int, later: int
    ) -> Iterator[tuple[Key, int, int, tuple[float, float]]]:
        """Every change of 1 to 10 people besides the attacker's own, as `small`.

        That may be all of a change, or what is left of a large one.
        """
        for name, table in enumerate(self.releases[later][0]):
            for key, inner in table.cells():
                after = [self.place[later, name, each] for each in inner]
                before = [
                    self.place[earlier, name, each]
                    for each in inner
                    if (earlier, name, each) in self.place
                ]
                change = sum(self.truth[c] for c in after) - sum(self.truth[c] for c in before)
                own = sum(self.low[c] for c in after) - sum(self.low[c] for c in before)
                if 0 < abs(change - own) < 11:
                    yield key, change, int(own), self.range_of(after, before)
