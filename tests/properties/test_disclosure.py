"""What must hold of disclosure control for every table, checked by an attacker of its own."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.disclosure_control.contributor_viewers import contributor_viewers
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.gauss import Tableau
from policies.disclosure_control.matrices import whole_matrix
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from policies.disclosure_control.sensitive import seen_by
from policies.disclosure_control.series import DETERMINED, series
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.viewer import outsider
from tests.builders.tables import attacked, cells_of, dimensions_of, frame, hidden_from

COUNTS = st.integers(min_value=0, max_value=60)
QUICK = settings(max_examples=25, deadline=None)


@st.composite
def tables(draw, dimensions=2, largest=4):
    sizes = [draw(st.integers(min_value=1, max_value=largest)) for _ in range(dimensions)]
    return {
        tuple(f"{'abc'[axis]}{place}" for axis, place in enumerate(where)): draw(COUNTS)
        for where in np.ndindex(*sizes)
    }


def protected(table, viewer=None):
    names = ["row", "column", "layer"][: len(next(iter(table)))]
    cells = cells_of(table, names)
    viewers = contributor_viewers(cells, column=viewer) if viewer else []
    primary = small_count(cells.values, minimum=11)
    return cells, primary, viewers, protect(cells, sensitive=primary, viewers=viewers)


@QUICK
@given(tables())
def test_no_sensitive_cell_can_be_told_below_eleven_or_above_nothing(table):
    cells, primary, _, protection = protected(table)
    unknown = hidden_from(cells, protection.pattern.suppressed)
    ranges = [attacked(cells, unknown=unknown, cell=c) for c in np.flatnonzero(primary.cells)]

    assert all(low <= 0 and high >= 11 for low, high in ranges)


@QUICK
@given(tables(dimensions=3, largest=3))
def test_nothing_suppressed_in_three_dimensions_can_be_derived(table):
    cells, _, _, protection = protected(table)
    suppressed = protection.pattern.suppressed
    ranges = [attacked(cells, unknown=suppressed, cell=c) for c in np.flatnonzero(suppressed)]

    assert all(low < high for low, high in ranges)


@QUICK
@given(tables(largest=3))
def test_no_insider_can_derive_what_others_handed_in(table):
    cells, primary, viewers, protection = protected(table, viewer="column")
    for viewer in viewers:
        needs = seen_by(primary, viewer)
        unknown = hidden_from(cells, protection.pattern.suppressed, viewer.knows)
        for cell in np.flatnonzero(needs.cells):
            low, high = attacked(cells, unknown=unknown, cell=cell)

            assert low <= needs.lowest[cell]
            assert high >= needs.highest[cell]


@QUICK
@given(tables())
def test_the_audit_finds_the_ranges_that_an_attacker_finds(table):
    cells, _, _, protection = protected(table)
    suppressed = protection.pattern.suppressed
    for cell in np.flatnonzero(suppressed):
        found = (protection.audit.lowest[0, cell], protection.audit.highest[0, cell])

        assert found == attacked(cells, unknown=suppressed, cell=cell)


@QUICK
@given(tables())
def test_published_cells_are_the_cells_handed_in_and_small_ones_are_never_published(table):
    cells, _, _, protection = protected(table)
    published = cells.values[protection.pattern.published]

    assert not ((published > 0) & (published < 11)).any()
    assert protection.pattern.published[cells.values == 0].all()


@QUICK
@given(tables(largest=3))
def test_one_viewer_more_never_publishes_a_protected_cell(table):
    _, primary, _, protection = protected(table, viewer="row")

    assert not (protection.pattern.published & primary.cells).any()


@QUICK
@given(tables(), st.randoms())
def test_the_order_of_rows_changes_nothing(table, chance):
    names = ["row", "column"]
    shuffled = list(table.items())
    chance.shuffle(shuffled)
    rows = frame(dict(shuffled), names)
    cells = tabulate(rows, dimensions_of(rows, names))
    again = protect(cells, sensitive=small_count(cells.values, minimum=11))
    straight = protected(table)[3]

    assert again.pattern.status.tolist() == straight.pattern.status.tolist()


@QUICK
@given(tables(dimensions=3, largest=3), st.data())
def test_elimination_knows_what_linear_algebra_determines(table, data):
    cells = cells_of(table, ["row", "column", "layer"])
    suppressed = np.array(
        data.draw(st.lists(st.booleans(), min_size=cells.size, max_size=cells.size))
    )
    unknown, names = series(cells, outsider(cells), suppressed=suppressed)
    if unknown.size == 0:
        return
    dense = cells.matrix.toarray()[:, unknown].astype(float)
    rank = np.linalg.matrix_rank(dense)
    # A column that the others do not span is a cell that the sums determine.
    alone = [
        np.linalg.matrix_rank(np.delete(dense, column, axis=1)) < rank
        for column in range(unknown.size)
    ]

    assert (names == DETERMINED).tolist() == alone


@QUICK
@given(tables(dimensions=3, largest=3))
def test_after_the_pass_no_sensitive_cell_is_determined(table):
    cells = cells_of(table, ["row", "column", "layer"])
    primary = small_count(cells.values, minimum=11).cells
    found = eliminate(cells, outsider(cells), sensitive=primary, suppressed=primary)
    unknown, names = series(cells, outsider(cells), suppressed=found)

    assert not (primary[unknown] & (names == DETERMINED)).any()


@QUICK
@given(tables(dimensions=3, largest=3))
def test_the_pass_suppresses_nothing_that_could_be_published(table):
    cells = cells_of(table, ["row", "column", "layer"])
    primary = small_count(cells.values, minimum=11).cells
    found = eliminate(cells, outsider(cells), sensitive=primary, suppressed=primary)
    for cell in np.flatnonzero(found & ~primary):
        without = found.copy()
        without[cell] = False
        unknown, names = series(cells, outsider(cells), suppressed=without)

        assert (primary[unknown] & (names == DETERMINED)).any()


@QUICK
@given(st.integers(min_value=1, max_value=6), st.integers(min_value=1, max_value=8), st.data())
def test_a_reduced_row_holds_one_basic_cell(height, width, data):
    entries = st.lists(st.integers(-3, 3), min_size=width, max_size=width)
    rows = data.draw(st.lists(entries, min_size=height, max_size=height))

    tableau = Tableau(whole_matrix(np.array(rows)), range(width))

    assert len(tableau.rows) == np.linalg.matrix_rank(np.array(rows))
    assert all(
        row[basic] == 1 and not (set(row) & set(tableau.rows)) - {basic}
        for basic, row in tableau.rows.items()
    )
