"""Which tables of a system are shown: the combinations of dimensions that a release lists."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
import polars as pl

from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.system import FREE, NEVER_SHOWN, System


def show_only(cells: System, tables: Collection[frozenset[str]], *, by: Collection[str]) -> System:
    """Return the system in which only these tables are shown, the finer cells staying in the sums.

    A table is the set of those dimensions among `by` that it does not sum over. What is not shown
    is still protected: a small count must not be derivable from the tables that are.
    """
    shown = np.zeros(cells.size, dtype=np.bool_)
    for table in tables:
        wanted = [(pl.col(name) != TOTAL_NAME) == (name in table) for name in sorted(by)]
        found = cells.keys.select(pl.all_horizontal(wanted)) if wanted else None
        shown |= np.True_ if found is None else found.to_series().to_numpy()
    hidden = (cells.place == FREE) & ~shown
    return replace(cells, place=np.where(hidden, NEVER_SHOWN, cells.place))
