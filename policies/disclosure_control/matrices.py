"""Sparse matrices of the two kinds in use: whole numbers for sums, real numbers for programs."""

from collections.abc import Sequence
from typing import Protocol, cast

import numpy as np
from scipy import sparse

from policies.disclosure_control.arrays import Flags, Matrix, Real, RealMatrix, Whole


class _Sparse(Protocol):
    """Anything that scipy can make a sparse matrix of."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns."""


def whole_matrix(matrix: _Sparse) -> Matrix:
    """Return the matrix by rows, its coefficients whole numbers."""
    return cast(Matrix, sparse.csr_array(matrix, dtype=np.int64))  # type: ignore[call-overload]


def real_matrix(matrix: _Sparse) -> RealMatrix:
    """Return the matrix by rows, its coefficients real numbers."""
    return cast(RealMatrix, sparse.csr_array(matrix, dtype=np.float64))  # type: ignore[call-overload]


def no_rows(width: int) -> RealMatrix:
    """Return a matrix of so many columns and no row."""
    return sparse.csr_array((0, width), dtype=np.float64)


def from_entries(rows: Whole, columns: Whole, values: Whole, *, shape: tuple[int, int]) -> Matrix:
    """Return the matrix with these entries; entries at one place are added."""
    made = sparse.coo_array((values, (rows, columns)), shape=shape)
    return whole_matrix(made.tocsr())


def real_entries(
    rows: Whole, columns: Whole, values: Real, *, shape: tuple[int, int]
) -> RealMatrix:
    """Return the matrix with these real entries; entries at one place are added."""
    made = sparse.coo_array((values, (rows, columns)), shape=shape)
    return real_matrix(made.tocsr())


def stacked(parts: Sequence[RealMatrix | Matrix]) -> RealMatrix:
    """Return the rows of all the matrices, one below the other."""
    return real_matrix(sparse.vstack(list(parts), format="csr"))


def columns_of(matrix: Matrix, chosen: Whole | Flags) -> Matrix:
    """Return the chosen columns."""
    return whole_matrix(matrix[:, chosen])
