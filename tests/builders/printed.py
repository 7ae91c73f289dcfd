"""An attacker of the reports of a release: it has what is printed, and linear programming.

Its unknowns are the persons of each rate by practice, payer, line of business and what became of
them. It knows that they add up, which of two rates is a part of the other, and its own people: all
of them where it handed them in, else how many they are.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import ceil

import highspy
import numpy as np
import polars as pl
from scipy import sparse

from hub.publication.count_tables import CountTable

STATES = ("met", "not met", "excluded")
# What is counted, by its states.
ROLES = {"met": [0], "not met": [1], "excluded": [2], "counted": [0, 1], "persons": [0, 1, 2]}
PRINTED = {"numerator": "met", "denominator": "counted", "excluded": "excluded"}
PLACE = ("practice", "payer", "line_of_business")
EDGE = 1e-6


class Reader:
    """Whoever has a report; `own` is the column and the name of its own people."""

    def __init__(self, tables: Sequence[CountTable], *, own: tuple[str, str] | None = None) -> None:
        """Number the unknowns: by table, place and state."""
        names = [pl.concat([table.cells[name] for table in tables]).unique() for name in PLACE]
        self.places = list(product(*(sorted(each) for each in names)))
        self.keys = [table.key for table in tables]
        self.truth = np.array([_counts(table, self.places) for table in tables])
        self.unknown = np.arange(self.truth.size).reshape(self.truth.shape)
        self.own, self.mine = own, self.at(dict([own]) if own else {"practice": ""})
        self.rows: list[tuple[np.ndarray, np.ndarray, float, float]] = []
        self.known = np.zeros(self.truth.shape, dtype=bool)
        for number, table in enumerate(tables):
            if own and table.holder == own[0]:
                self.known[number, self.mine] = True
            for place in np.flatnonzero(self.mine):
                self.says(self.unknown[number, place], int(self.truth[number, place].sum()))

    def at(self, where: Mapping[str, str]) -> np.ndarray:
        """Flag the places that a line sums over."""
        wanted = where.items()
        return np.array(
            [wanted <= dict(zip(PLACE, each, strict=True)).items() for each in self.places]
        )

    def says(self, cells: np.ndarray, low: float, high: float | None = None, less=()) -> None:
        """Write down between which ends unknowns add up, less others."""
        columns = np.append(cells.ravel(), np.array(less, dtype=np.int64))
        signs = np.where(np.arange(columns.size) < cells.size, 1.0, -1.0)
        self.rows.append((columns, signs, low, low if high is None else high))

    def part_of(self, inner: str, outer: str) -> None:
        """Know that two rates are of the same persons, and who is met in one is in the other."""
        one, other = (self.unknown[self.keys.index(key)] for key in (inner, outer))
        for place in range(len(self.places)):
            self.says(other[place, :1], 0, np.inf, less=one[place, :1])
            self.says(other[place], 0, less=one[place])

    def reads(self, document: Mapping) -> None:
        """Write down every line of a report, counts and bands."""
        for key, where, line in _lines(document):
            here = self.unknown[self.keys.index(key)][self.at(where)]
            for name, role in PRINTED.items():
                if line[name] is not None:
                    self.says(here[:, ROLES[role]], line[name])
            whole = line["denominator"]
            if line["statement"] == "rounded-rate" and whole:
                most = whole if line["highest"] == 1 else ceil(line["highest"] * whole - EDGE) - 1
                self.says(here[:, ROLES["met"]], ceil(line["lowest"] * whole - EDGE), most)

    def told_too_much(self) -> Iterator[tuple]:
        """Yield the counts of 1 to 10 others that may not be nobody, or not eleven."""
        solver = self._program()
        wheres = [{}, *({PLACE[n]: name} for n in range(3) for name in {p[n] for p in self.places})]
        for number, where, role in product(range(len(self.keys)), wheres, ROLES):
            cells = np.ix_([number], np.flatnonzero(self.at(where)), ROLES[role])
            whole = int(self.truth[cells].sum())
            counted = self.known[cells] | ((role == "persons") & self.mine[cells[1]])
            own = int(self.truth[cells][counted].sum())
            if 0 < whole - own < 11 and where.items() != {self.own}:
                low, high = _range(solver, self.unknown[cells].ravel())
                if low > own or high < own + 11:
                    yield self.keys[number], where, role, whole - own, (low - own, high - own)

    def _program(self) -> highspy.Highs:
        sizes = [columns.size for columns, *_ in self.rows]
        place = (
            np.repeat(np.arange(len(self.rows)), sizes),
            np.concatenate([columns for columns, *_ in self.rows]),
        )
        signs = np.concatenate([signs for _, signs, *_ in self.rows])
        matrix = sparse.csc_array((signs, place), shape=(len(self.rows), self.truth.size))
        program = highspy.HighsLp()
        program.num_row_, program.num_col_ = matrix.shape
        program.col_cost_ = np.zeros(self.truth.size)
        program.col_lower_ = (self.truth * self.known).ravel().astype(float)
        program.col_upper_ = np.where(self.known, self.truth, np.inf).ravel()
        program.row_lower_ = np.array([low for *_, low, _ in self.rows], dtype=float)
        program.row_upper_ = np.array([high for *_, high in self.rows], dtype=float)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_ = matrix.indptr, matrix.indices
        program.a_matrix_.value_ = matrix.data
        solver = highspy.Highs()
        for name, value in (("output_flag", False), ("presolve", "off"), ("simplex_strategy", 4)):
            solver.setOptionValue(name, value)
        solver.passModel(program)
        return solver


def _range(solver: highspy.Highs, cells: np.ndarray) -> tuple[float, float]:
    columns, ends = cells.astype(np.int32), []
    for sign in (1.0, -1.0):
        solver.changeColsCost(columns.size, columns, np.full(columns.size, sign))
        solver.run()
        status = solver.getModelStatus()
        bounded = status == highspy.HighsModelStatus.kOptimal
        assert bounded or status == highspy.HighsModelStatus.kUnbounded, status
        ends.append(sign * solver.getInfo().objective_function_value if bounded else -sign * np.inf)
    solver.changeColsCost(columns.size, columns, np.zeros(columns.size))
    return np.ceil(ends[0] - 1e-5), np.floor(ends[1] + 1e-5)


def _counts(table: CountTable, places: Sequence[tuple[str, ...]]) -> list[list[int]]:
    rows = table.cells.group_by(*PLACE, "counted").agg(pl.col("value").sum())
    found = {tuple(key): value for *key, value in rows.iter_rows()}
    return [[found.get((*place, state), 0) for state in STATES] for place in places]


def _lines(document: Mapping) -> Iterator[tuple[str, dict[str, str], Mapping]]:
    for measure in document["measures"]:
        key = f"{measure['identifier']}/{measure['rate']}"
        found = [({}, measure["region"])]
        found += [({"practice": row["name"]}, row["line"]) for row in measure["rows"]]
        found += [({"payer": row["name"]}, row["line"]) for row in measure["plans"]]
        found += [
            ({"line_of_business": row["name"]}, row["line"])
            for part in measure["region_by"]
            for row in part["rows"]
            if part["by"] == "line_of_business"
        ]
        yield from ((key, where, line) for where, line in found if line is not None)
