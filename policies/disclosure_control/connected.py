"""Which cells hang together: cells are connected where a sum or a statement holds both."""

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from policies.disclosure_control.arrays import RealMatrix, Whole


def connected(rows: RealMatrix) -> tuple[Whole, Whole]:
    """Return the number of the part that each column, and that each row, belongs to."""
    height, width = rows.shape
    entries = rows.tocoo()
    graph = sparse.coo_array(
        (np.ones(entries.nnz), (entries.col, entries.row + width)),
        shape=(height + width, height + width),
    )
    _, label = connected_components(graph.tocsr(), directed=False)
    number = np.asarray(label, dtype=np.int64)
    return number[:width], number[width:]
