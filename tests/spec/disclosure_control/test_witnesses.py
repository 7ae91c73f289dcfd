"""Witnesses in bulk: what they show is a table that an attacker cannot tell from the true one."""

import numpy as np
import pytest

from policies.disclosure_control.audit import failing, unreached
from policies.disclosure_control.matrices import real_matrix
from policies.disclosure_control.polytope import polytopes
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.reduced import reduced
from policies.disclosure_control.repair import repair
from policies.disclosure_control.viewer import outsider
from policies.disclosure_control.witnesses import Bulk, Wish, pieces
from tests.builders.tables import cells_of, random_table

CELLS = cells_of(random_table((12, 5, 4), seed=3, mean=12), ["practice", "payer", "stratum"])
PRIMARY = small_count(CELLS.values, minimum=11)


@pytest.mark.parametrize("greatest", [True, False], ids=["up", "down"])
def test_a_witness_agrees_with_all_that_is_told(greatest):
    part = max(
        polytopes(CELLS, outsider(CELLS), suppressed=PRIMARY.cells), key=lambda p: p.cells.size
    )
    small = reduced(part)
    bulk = Bulk(small, part.values)
    every = np.arange(part.cells.size)
    ends = np.full(every.size, 11.0 if greatest else 0.0)
    moved = 0
    for piece in [np.sort(small.kept.argsort()[: small.kept.size // 2]), *bulk.pieces]:
        wish = bulk.within(Wish(cells=every, ends=ends, greatest=greatest), piece)
        point = bulk.point(wish, piece)
        told = part.matrix @ point
        moved += int((np.abs(point - part.values) > 0.5).sum())

        assert (point >= part.floor - 1e-6).all()
        assert (told >= part.lowest - 1e-6).all()
        assert (told <= part.highest + 1e-6).all()

    assert moved > 20


def test_what_bulk_leaves_open_is_all_that_can_leak():
    who = [outsider(CELLS)]
    low, high = unreached(CELLS, who, sensitive=PRIMARY, suppressed=PRIMARY.cells)
    leaks = failing(CELLS, who, sensitive=PRIMARY, suppressed=PRIMARY.cells)

    assert leaks.any()
    assert not (leaks & ~(low | high)).any()
    assert (low | high).sum() < 2 * leaks.sum() + 16


def test_repair_leaves_nothing_that_fails():
    who = [outsider(CELLS)]
    hidden = repair(CELLS, who, sensitive=PRIMARY, suppressed=PRIMARY.cells, pool=None)

    assert not failing(CELLS, who, sensitive=PRIMARY, suppressed=hidden).any()


PIECES = {
    "one sum holds three pairs together": (
        [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 1, 1]],
        2,
        [[0, 1], [2, 3], [4, 5], [0, 1, 2, 3, 4, 5]],
    ),
    "small parts go together": (
        [[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1], [1, 1, 1, 1, 1, 1]],
        4,
        [[0, 1, 2, 3], [4, 5], [0, 1, 2, 3, 4, 5]],
    ),
    "what is small is whole": ([[1, 1, 1]], 3, [[0, 1, 2]]),
    "what hangs together is whole": ([[1, 1, 0], [0, 1, 1]], 2, [[0, 1, 2]]),
}


@pytest.mark.parametrize(("rows", "size", "expected"), PIECES.values(), ids=PIECES)
def test_pieces(rows, size, expected):
    found = [piece.tolist() for piece in pieces(real_matrix(np.array(rows, float)), size=size)]

    assert found == expected
