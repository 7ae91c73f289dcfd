"""The box around a polytope holds every range: what it fixes is fixed, and what it bounds bounded."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from policies.disclosure_control.box import box
from policies.disclosure_control.matrices import real_matrix
from policies.disclosure_control.polytope import Polytope


@st.composite
def polytopes(draw):
    """Whole values, sums of them that hold exactly or nearly, and some cells that may be below."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(2, 6))
    row = st.lists(
        st.sampled_from([-2.0, -1.0, 0.0, 0.0, 1.0, 1.0]), min_size=width, max_size=width
    )
    matrix = np.array([draw(row) for _ in range(height)])
    values = np.array(draw(st.lists(st.integers(0, 20), min_size=width, max_size=width)), float)
    free = np.array(draw(st.lists(st.booleans(), min_size=width, max_size=width)))
    room = np.array(
        draw(st.lists(st.sampled_from([0.0, 0.0, 3.0]), min_size=height, max_size=height))
    )
    sums = matrix @ values
    return Polytope(
        cells=np.arange(width),
        matrix=real_matrix(matrix),
        lowest=sums - room,
        highest=sums + room,
        floor=np.where(free, -np.inf, 0.0),
        values=values,
    )


def extreme(polytope, cell, *, sign):
    """The least (sign 1) or greatest (-1) value of a cell, by a program that knows no box."""
    dense = polytope.matrix.toarray()
    found = linprog(
        sign * (np.arange(polytope.cells.size) == cell),
        A_ub=np.vstack([dense, -dense]),
        b_ub=np.concatenate([polytope.highest, -polytope.lowest]),
        bounds=[(None if np.isinf(floor) else floor, None) for floor in polytope.floor],
    )
    return sign * found.fun if found.status == 0 else -sign * np.inf


@settings(max_examples=30, deadline=None)
@given(polytopes(), st.data())
def test_the_box_holds_every_range(polytope, data):
    cell = data.draw(st.integers(0, polytope.cells.size - 1))
    low, high = box(polytope)

    assert low[cell] <= extreme(polytope, cell, sign=1) + 1e-6
    assert high[cell] >= extreme(polytope, cell, sign=-1) - 1e-6


def test_sums_one_after_the_other_fix_a_cell():
    # a is 3 at most; what is left of 10 is b, 7 at least; of 8 c is one at most.
    polytope = Polytope(
        cells=np.arange(4),
        matrix=real_matrix(np.array([[1, 0, 0, 1], [1, 1, 0, 0], [0, 1, 1, 0]], float)),
        lowest=np.array([3.0, 10.0, 8.0]),
        highest=np.array([3.0, 10.0, 8.0]),
        floor=np.zeros(4),
        values=np.array([2.0, 8.0, 0.0, 1.0]),
    )
    low, high = box(polytope)

    assert low.tolist() == [2, 7, 0, 0]
    assert high.tolist() == [3, 8, 1, 1]
