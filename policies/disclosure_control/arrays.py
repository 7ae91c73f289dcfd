"""The names of the array types that disclosure control computes with."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import sparse

Flags: TypeAlias = npt.NDArray[np.bool_]
Whole: TypeAlias = npt.NDArray[np.int64]
Real: TypeAlias = npt.NDArray[np.float64]
Words: TypeAlias = npt.NDArray[np.str_]
Matrix: TypeAlias = sparse.csr_array[np.int64, tuple[int, int]]
RealMatrix: TypeAlias = sparse.csr_array[np.float64, tuple[int, int]]
