"""Systems: what is built of tables, hierarchies, shared cells, overlaps and past releases."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from policies.disclosure_control.atoms import overlapping
from policies.disclosure_control.audit import audit
from policies.disclosure_control.dimension import TOTAL_NAME, BadHierarchy, dimension
from policies.disclosure_control.elimination import eliminate
from policies.disclosure_control.exact import least_suppression
from policies.disclosure_control.join import Disagreement, join
from policies.disclosure_control.past import UNKNOWN, Past, recalled
from policies.disclosure_control.pattern import PUBLISHED
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.protect import Unprotected, audited, protect
from policies.disclosure_control.system import NEVER_SHOWN, Inconsistent, fingerprint, system
from policies.disclosure_control.tabulate import tabulate
from policies.disclosure_control.viewer import outsider
from policies.disclosure_control.windows import WINDOW, with_past
from tests.builders.tables import cells_of, flags, position, random_table


def test_cells_that_do_not_add_up_are_refused():
    cells = cells_of({("a",): 20, ("b",): 30}, ["row"])
    wrong = cells.values.copy()
    wrong[0] += 1

    with pytest.raises(Inconsistent):
        system(keys=cells.keys, values=wrong, matrix=cells.matrix)


def test_the_hash_of_a_system_changes_with_any_count():
    one, two = (cells_of({("a",): 20, ("b",): n}, ["row"]) for n in (30, 31))

    assert fingerprint(one) != fingerprint(two)
    assert fingerprint(one) == fingerprint(cells_of({("b",): 30, ("a",): 20}, ["row"]))


def test_a_hierarchy_that_goes_in_a_circle_is_refused():
    with pytest.raises(BadHierarchy):
        dimension("place", ["a"], hierarchies=[[("a", "g"), ("g", "h"), ("h", "g")]])


def test_a_group_of_other_members_in_another_hierarchy_is_refused():
    one, other = [("a", "g"), ("b", "g")], [("a", "g"), ("c", "g")]

    assert dimension("place", "abc", hierarchies=[one, one]).nodes[-2] == "g"
    with pytest.raises(BadHierarchy):
        dimension("place", "abc", hierarchies=[one, other])


def test_a_hierarchy_of_two_levels_adds_up_at_each():
    edges = [("a", "g"), ("b", "g"), ("c", "h"), ("g", "top"), ("h", "top")]
    place = dimension("place", "abcd", hierarchies=[edges])
    rows = pl.DataFrame({"place": list("abcd"), "count": ["n"] * 4, "value": [1, 2, 4, 8]})
    cells = tabulate(rows, [place, dimension("count", ["n"], total=False)])
    values = dict(zip(cells.keys["place"], cells.values.tolist(), strict=True))

    assert values == {"a": 1, "b": 2, "c": 4, "d": 8, "g": 3, "h": 4, "top": 7, "Total": 15}


def test_shared_cells_that_differ_are_refused():
    with pytest.raises(Disagreement):
        join(cells_of({("a",): 20}, ["row"]), cells_of({("a",): 21}, ["row"]))


def test_a_cell_that_two_tables_share_is_one_cell():
    one = cells_of({("a", "x"): 20, ("b", "y"): 30}, ["row", "column"])
    two = cells_of({("a", "s"): 12, ("a", "t"): 8, ("b", "s"): 30}, ["row", "size"])
    both = join(one, two)

    assert both.size == one.size + two.size - 3
    assert both.matrix.shape[0] == one.matrix.shape[0] + two.matrix.shape[0]


def test_categories_that_share_persons_do_not_add_up_and_the_audit_knows():
    persons = {frozenset("a"): 40, frozenset("b"): 30, frozenset("ab"): 4}
    cells = overlapping(persons, column="race", at={"practice": "p"})
    shown = dict(zip(cells.keys["race"], cells.values.tolist(), strict=True))
    primary = small_count(cells.values, minimum=11)
    found = audit(
        cells, [outsider(cells)], sensitive=primary, suppressed=flags(cells),
        exact=np.array([True]), rules=(),
    )  # fmt: skip
    both = cells.keys["race"].to_list().index("{a + b}")

    assert (shown["a"], shown["b"], shown["Total"]) == (44, 34, 74)
    # 44 + 34 - 74 tells that four persons are in both: the atom is not shown, and is exact.
    assert (found.lowest[0, both], found.highest[0, both]) == (4, 4)
    assert not protect(cells, sensitive=primary).leaks.any()


@pytest.mark.parametrize(("q_a", "published"), [(30, 5), (0, 3)])
def test_finer_cells_that_are_not_shown_are_protected_too(q_a, published):
    made = cells_of(
        {("p", "a"): 20, ("p", "b"): 5, ("q", "a"): q_a, ("q", "b"): 40}, ["row", "payer"]
    )
    inner = (made.keys["row"] != TOTAL_NAME) & (made.keys["payer"] != TOTAL_NAME)
    cells = replace(made, place=np.where(inner, NEVER_SHOWN, made.place))
    protection = protect(cells, sensitive=small_count(cells.values, minimum=11))

    assert not protection.leaks.any()
    # With q_a of 0 the totals alone say that (p, b) is 5 at least: two of them must go.
    assert protection.pattern.published.sum() == published


@pytest.mark.parametrize("seed", [1, 2, 3, 5, 6, 7, 8, 9])
def test_the_whole_is_close_to_the_least_suppression_there_is(seed):
    cells = cells_of(random_table((4, 4), seed=seed, mean=30), ["row", "column"])
    primary = small_count(cells.values, minimum=11)
    protection = protect(cells, sensitive=primary)
    least = least_suppression(cells, sensitive=primary)
    assert primary.cells.any()

    weight = cells.weight[protection.pattern.suppressed].sum()

    assert not audited(cells, sensitive=primary, viewers=[], suppressed=least).leaks.any()
    assert cells.weight[least].sum() <= weight + 1e-6
    assert weight <= 1.25 * cells.weight[least].sum() + 1e-6


def past_of(cells, values, hidden=()):
    """A past release of which we still hold no hidden count."""
    concealed = flags(cells, *hidden)
    small = (values > 0) & (values < 11)
    return Past(
        name="earlier",
        values=np.where(concealed, UNKNOWN, values),
        published=~concealed,
        primary=concealed & small,
        secondary=concealed & ~small,
    )


def test_a_small_change_between_releases_is_sensitive_and_protected():
    before = random_table((5, 3), seed=3, mean=60)
    draw = np.random.default_rng(5)
    after = {key: value + int(draw.poisson(8)) for key, value in before.items()}
    first, now = cells_of(before, ["row", "column"]), cells_of(after, ["row", "column"])
    pattern = protect(first, sensitive=small_count(first.values, minimum=11)).pattern
    past = past_of(now, first.values, np.flatnonzero(pattern.suppressed))
    cells, sensitive = with_past(now, small_count(now.values, minimum=11), [past], minimum=11)
    careless = protect(now, sensitive=small_count(now.values, minimum=11)).pattern
    changes = (cells.keys[WINDOW] == "change 1-2").to_numpy()
    protection = protect(cells, sensitive=sensitive)

    assert sensitive.cells[changes].any()
    assert not protection.leaks.any()
    assert protection.pattern.status[: now.size].tolist() != careless.status.tolist()


@pytest.mark.parametrize("seed", range(4))
def test_bounds_as_close_as_needed_find_the_same_small_changes(seed):
    before = random_table((5, 4), seed=seed, mean=25)
    draw = np.random.default_rng(seed)
    after = {key: value + int(draw.poisson(5)) for key, value in before.items()}
    first, now = cells_of(before, ["row", "column"]), cells_of(after, ["row", "column"])
    pattern = protect(first, sensitive=small_count(first.values, minimum=11)).pattern
    past = past_of(now, first.values, np.flatnonzero(pattern.suppressed))
    close, far = (recalled(now, past, minimum=11, closely=closely) for closely in (True, False))
    surely = [
        (now.values - each.highest >= 1) & (now.values - each.lowest < 11) for each in (close, far)
    ]
    nothing = [(each.highest == now.values) & (each.lowest == now.values) for each in (close, far)]

    assert (close.lowest <= far.lowest).all()
    assert (close.highest >= far.highest).all()
    assert (surely[0] == surely[1]).all()
    assert (nothing[0] == nothing[1]).all()


def test_the_pass_alone_leaves_no_small_change_derivable():
    before = random_table((6, 4), seed=8, mean=50)
    draw = np.random.default_rng(9)
    after = {key: value + int(draw.poisson(6)) for key, value in before.items()}
    first, now = cells_of(before, ["row", "column"]), cells_of(after, ["row", "column"])
    pattern = protect(first, sensitive=small_count(first.values, minimum=11)).pattern
    past = past_of(now, first.values, np.flatnonzero(pattern.suppressed))
    cells, sensitive = with_past(now, small_count(now.values, minimum=11), [past], minimum=11)
    start = sensitive.cells | ~cells.shown
    hidden = eliminate(cells, outsider(cells), sensitive=sensitive.cells, suppressed=start)
    found = audit(
        cells, [outsider(cells)], sensitive=sensitive, suppressed=hidden,
        exact=np.array([True]), rules=(),
    )  # fmt: skip
    low, high = found.lowest[0][sensitive.cells], found.highest[0][sensitive.cells]

    assert sensitive.cells.sum() > now.size / 2
    assert (low < high).all()


def test_a_fall_between_releases_is_protected_as_a_rise_is():
    first = cells_of({("a",): 50, ("b",): 60, ("c",): 70}, ["row"])
    now = cells_of({("a",): 46, ("b",): 90, ("c",): 71}, ["row"])
    past = past_of(now, first.values)
    cells, sensitive = with_past(now, small_count(now.values, minimum=11), [past], minimum=11)
    protection = protect(cells, sensitive=sensitive)

    assert sensitive.cells.sum() == 2
    assert protection.pattern.status[position(now, row="a")] != PUBLISHED
    assert not protection.leaks.any()


def test_what_the_past_gives_away_cannot_be_protected_and_is_said():
    now = cells_of({("a",): 50, ("b",): 60}, ["row"])
    first = past_of(now, cells_of({("a",): 20, ("b",): 30}, ["row"]).values)
    second = past_of(now, cells_of({("a",): 24, ("b",): 50}, ["row"]).values)
    cells, sensitive = with_past(
        now, small_count(now.values, minimum=11), [first, second], minimum=11
    )

    with pytest.raises(Unprotected) as caught:
        protect(cells, sensitive=sensitive)

    assert caught.value.protection.leaks.any()
