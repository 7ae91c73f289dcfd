"""Contributors as viewers: each knows the cells that are made of its own records alone."""

import numpy as np

from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer, insider


def contributor_viewers(cells: System, *, column: str) -> list[Viewer]:
    """Return one viewer for each category of `column`, which knows the cells of its category.

    Where no table shows the column, the system holds it as a hidden dimension.
    """
    of = cells.keys[column]
    names = sorted(set(of.unique()) - {TOTAL_NAME})
    return [
        insider(cells, name, np.asarray((of == name).to_numpy(), dtype=np.bool_)) for name in names
    ]
