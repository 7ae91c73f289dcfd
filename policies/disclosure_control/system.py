"""A system of cells: every cell of every table, past and hidden ones too, and how they add up."""

import hashlib
from dataclasses import replace

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Flags, Matrix, Real, RealMatrix, Whole, Words
from policies.disclosure_control.matrices import no_rows, stacked, whole_matrix
from schemas.record import record

# What a cell's place is in a release: a choice of ours, out already, or never shown to anyone.
FREE, ALREADY_OUT, NEVER_SHOWN = 0, 1, 2
# How a cell counts people; "hidden" are atoms, increments and finer cells that no table shows.
MET, NOT_MET, EXCLUDED, TOTAL, HIDDEN = "met", "not-met", "excluded", "total", "hidden"


class Inconsistent(ValueError):
    """The cells do not add up as the system says, or its arrays are not of one length."""


@record
class Limits:
    """What is told besides counts: `lowest <= matrix @ cells <= highest`, one row a statement."""

    matrix: RealMatrix
    lowest: Real
    highest: Real


@record
class System:
    """Cells in columns and sums in rows: `matrix @ values == 0` holds, and everybody knows it.

    `keys` has one row a cell (its categories and what it counts), in the order of the columns;
    `place` is FREE, ALREADY_OUT or NEVER_SHOWN; `level` counts how coarse a cell is; `weight` is
    what it costs to suppress it; `required` cells are the last to be suppressed; `signed` cells
    (changes between releases) may be below zero. `limits` are statements told besides counts.
    `implied` flags rows that follow from the others; linear programs do without them.
    """

    keys: pl.DataFrame
    values: Whole
    matrix: Matrix
    kind: Words
    place: Whole
    level: Whole
    weight: Real
    required: Flags
    signed: Flags
    limits: Limits
    implied: Flags

    @property
    def size(self) -> int:
        """The number of cells."""
        return int(self.values.size)

    @property
    def shown(self) -> Flags:
        """The cells that a release lists, as a count or as a mark."""
        return np.asarray(self.place != NEVER_SHOWN)


def system(
    *,
    keys: pl.DataFrame,
    values: Whole,
    matrix: Matrix,
    kind: Words | None = None,
    place: Whole | None = None,
    level: Whole | None = None,
    weight: Real | None = None,
    required: Flags | None = None,
    signed: Flags | None = None,
    limits: Limits | None = None,
    implied: Flags | None = None,
) -> System:
    """Return a system with what is not given set plainly; Inconsistent where it does not add up."""
    size = values.size
    whole = np.zeros(size, dtype=np.int64)
    flags = np.zeros(size, dtype=np.bool_)
    made = System(
        keys=keys,
        values=values.astype(np.int64),
        matrix=whole_matrix(matrix),
        kind=np.full(size, TOTAL) if kind is None else kind,
        place=whole if place is None else place,
        level=whole if level is None else level,
        weight=1.0 + np.log1p(np.abs(values)) if weight is None else weight,
        required=flags if required is None else required,
        signed=flags if signed is None else signed,
        limits=no_limits(size) if limits is None else limits,
        implied=np.zeros(matrix.shape[0], dtype=np.bool_) if implied is None else implied,
    )
    check(made)
    return made


def no_limits(size: int) -> Limits:
    """Return the limits of a system of so many cells in which nothing but counts is told."""
    nothing = np.zeros(0, dtype=np.float64)
    return Limits(matrix=no_rows(size), lowest=nothing, highest=nothing)


def with_limits(cells: System, *limits: Limits) -> System:
    """Return the system in which these statements are told too."""
    every = [cells.limits, *limits]
    joined = Limits(
        matrix=stacked([each.matrix for each in every]),
        lowest=np.concatenate([each.lowest for each in every]),
        highest=np.concatenate([each.highest for each in every]),
    )
    return replace(cells, limits=joined)


def check(cells: System) -> None:
    """Raise Inconsistent where the lengths differ, a sum is wrong, or a count is below zero."""
    size = cells.size
    columns = (cells.kind, cells.place, cells.level, cells.weight, cells.required, cells.signed)
    if any(column.size != size for column in columns) or cells.keys.height != size:
        raise Inconsistent("the arrays of the system are not of one length")
    if cells.matrix.shape[1] != size or cells.limits.matrix.shape[1] != size:
        raise Inconsistent("a matrix of the system has not one column a cell")
    if cells.implied.size != cells.matrix.shape[0]:
        raise Inconsistent("the system does not say of every row whether it is implied")
    if bool(np.any(cells.matrix @ cells.values != 0)):
        raise Inconsistent("the cells do not add up to their totals")
    if bool(np.any((cells.values < 0) & ~cells.signed)):
        raise Inconsistent("a count is below zero")


def fingerprint(cells: System) -> str:
    """Return a hash (SHA-256) of the cells, their sums and what else is told: what was audited."""
    digest = hashlib.sha256()
    digest.update(cells.keys.write_csv().encode())
    for matrix in (cells.matrix, cells.limits.matrix):
        for part in (matrix.indptr, matrix.indices, matrix.data):
            digest.update(np.ascontiguousarray(part).astype(np.float64).tobytes())
    for column in (cells.values, cells.place, cells.signed):
        digest.update(np.ascontiguousarray(column).tobytes())
    for limit in (cells.limits.lowest, cells.limits.highest):
        digest.update(np.ascontiguousarray(limit).tobytes())
    return digest.hexdigest()
