"""The order in which cells are published: first those that readers would miss most."""

import numpy as np

from policies.disclosure_control.arrays import Whole
from policies.disclosure_control.system import ALREADY_OUT, System


def publication_order(cells: System) -> Whole:
    """Return every cell: past publications, zeros, required cells, then by level and size.

    Coarser before finer, larger before smaller; ties go by the order of the keys, so that the
    same table gives the same order however its rows were sorted.
    """
    return np.lexsort(
        (
            np.arange(cells.size),
            -np.abs(cells.values),
            -cells.level,
            ~cells.required,
            cells.values != 0,
            cells.place != ALREADY_OUT,
        )
    ).astype(np.int64)
