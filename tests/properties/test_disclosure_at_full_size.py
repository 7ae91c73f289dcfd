"""A table of 60 practices, 6 payers and 8 strata under attack: nothing is recovered."""

import numpy as np
import pytest

from policies.disclosure_control.audit import audit
from policies.disclosure_control.contributor_viewers import contributor_viewers
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import protect
from policies.disclosure_control.series import DETERMINED, series
from policies.disclosure_control.viewer import outsider
from tests.builders.tables import cells_of, random_table

NAMES = ["practice", "payer", "stratum"]


@pytest.fixture(scope="module")
def cells():
    return cells_of(random_table((60, 6, 8), seed=1, mean=19), NAMES)


@pytest.fixture(scope="module")
def primary(cells):
    return small_count(cells.values, minimum=11)


def recovered(cells, viewer, hidden, primary):
    """The sensitive cells that a viewer knows exactly, by linear programming."""
    found = audit(
        cells, [viewer], sensitive=primary, suppressed=hidden, exact=np.array([True]), rules=()
    )
    exact = found.lowest[0] == found.highest[0]
    return int((exact & primary.cells & ~viewer.knows).sum())


def test_hiding_the_small_cells_alone_gives_many_away(cells, primary):
    assert cells.size == 3843
    assert cells.matrix.shape[0] == 1039
    assert recovered(cells, outsider(cells), primary.cells, primary) > 100


def test_after_the_pass_an_outsider_recovers_nothing(cells, primary):
    hidden = eliminate(cells, outsider(cells), sensitive=primary.cells, suppressed=primary.cells)
    unknown, names = series(cells, outsider(cells), suppressed=hidden)

    assert not (primary.cells[unknown] & (names == DETERMINED)).any()
    assert recovered(cells, outsider(cells), hidden, primary) == 0


def test_protected_every_sensitive_cell_may_be_nothing_or_eleven(cells, primary):
    protection = protect(cells, sensitive=primary, effort=200)
    low, high = protection.audit.lowest[0], protection.audit.highest[0]

    assert (low[primary.cells] <= 0).all()
    assert (high[primary.cells] >= 11).all()


@pytest.mark.slow
def test_a_pattern_for_outsiders_lets_insiders_recover_rivals(cells, primary):
    hidden = protect(cells, sensitive=primary, effort=0).pattern.suppressed
    payers = contributor_viewers(cells, column="payer")

    assert any(recovered(cells, payer, hidden, primary) for payer in payers)


@pytest.mark.slow
def test_no_payer_recovers_a_rivals_cell_once_payers_are_viewers(cells, primary):
    payers = contributor_viewers(cells, column="payer")
    hidden = protect(
        cells, sensitive=primary, viewers=payers, effort=0, exact_work=0
    ).pattern.suppressed

    assert sum(recovered(cells, payer, hidden, primary) for payer in payers) == 0
