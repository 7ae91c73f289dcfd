"""Which cells stand and fall together: to tell one is to tell the other, by linear algebra alone.

Two unknown cells are in series where every change that keeps all sums changes both or neither.
Their entries in any two changes then stand in the same ratio, so that two random changes, exact
modulo a large prime, find all such cells at once; chance makes two others agree once in 2^31.
"""

import numpy as np

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.gauss import PRIME, Tableau
from policies.disclosure_control.matrices import columns_of
from policies.disclosure_control.system import System
from policies.disclosure_control.viewer import Viewer, unknown_to

# The draws decide nothing but how a chance agreement falls; a fixed seed keeps runs equal.
_SEED = 2147483647
DETERMINED = -1


def series(cells: System, viewer: Viewer, *, suppressed: Flags) -> tuple[Whole, Whole]:
    """Return the unknown cells and for each the name of its series; DETERMINED: derivable."""
    unknown = np.flatnonzero(unknown_to(viewer, cells, suppressed))
    matrix = columns_of(cells.matrix, unknown)
    tableau = Tableau(matrix, np.argsort(np.bincount(matrix.indices, minlength=unknown.size)))
    first, second = _changes(tableau, unknown.size)
    names = [
        DETERMINED if a == 0 and b == 0 else PRIME if b == 0 else a * pow(b, -1, PRIME) % PRIME
        for a, b in zip(first, second, strict=True)
    ]
    return unknown, np.array(names, dtype=np.int64)


def essential(cells: System, viewer: Viewer, *, sensitive: Flags, suppressed: Flags) -> Flags:
    """Return the cells that cannot be told without telling a sensitive one to this viewer."""
    unknown, names = series(cells, viewer, suppressed=suppressed)
    guarded = names[sensitive[unknown]]
    flags = np.zeros(cells.size, dtype=np.bool_)
    flags[unknown] = np.isin(names, guarded) & (names != DETERMINED)
    return flags


def _changes(tableau: Tableau, size: int) -> tuple[list[int], list[int]]:
    draws = np.random.default_rng(_SEED).integers(1, PRIME, size=(2, size)).tolist()
    changes = (list(draws[0]), list(draws[1]))
    for basic, row in tableau.rows.items():
        for change in changes:
            change[basic] = (
                -sum(value * change[c] for c, value in row.items() if c != basic) % PRIME
            )
    return changes
