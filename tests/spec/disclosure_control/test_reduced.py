"""A polytope in fewer unknowns holds the same points, also where a chain of cells ends in one."""

import numpy as np

from policies.disclosure_control.matrices import real_matrix
from policies.disclosure_control.polytope import Polytope
from policies.disclosure_control.ranges import Asked, ranges
from policies.disclosure_control.reduced import reduced

ROWS = np.array(
    [
        [1, -1, 0, 0, 0, 0],
        [0, 0, 0, 1, 1, 0],
        [0, 0, 0, 0, 0, 1],
        [0, 1, -1, 0, 0, 0],
        [0, 0, 0, 1, 0, 1],
        [1, 0, 0, 0, 1, 0],
        [0, 1, 0, 0, 0, 0],
        [0, 0, 1, 0, 0, 0],
    ],
    dtype=float,
)
POINT = np.array([5.0, 5.0, 5.0, 5.0, 12.0, 40.0])


def chain() -> Polytope:
    """The first cell is the second, that is the third, and that is five."""
    told = ROWS @ POINT
    return Polytope(
        cells=np.arange(6), matrix=real_matrix(ROWS), lowest=told, highest=told,
        floor=np.zeros(6), values=POINT,
    )  # fmt: skip


def test_the_true_point_is_in_the_reduced_polytope():
    found = reduced(chain())
    kept = POINT[found.kept]

    assert (found.expand @ kept + found.offset).tolist() == POINT.tolist()
    assert np.allclose(found.matrix @ kept, found.lowest)
    assert (found.floor <= kept).all()
    assert (kept <= found.roof).all()


def test_the_ranges_of_a_chain_are_its_end():
    nothing = np.zeros(6)
    asked = Asked(positions=np.arange(6), lowest=nothing, highest=nothing, exact=True)

    least, greatest = ranges(chain(), asked)

    assert least.tolist() == POINT.tolist()
    assert greatest.tolist() == POINT.tolist()
