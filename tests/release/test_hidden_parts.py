"""Finer cells that no table shows: a small one is protected where its margins would tell of it."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from hub.publication.count_system import ATTRIBUTES, categories_of, count_system
from hub.publication.hidden_parts import hidden_parts
from hub.publication.protection import protected
from policies.disclosure_control.entitlement import default_entitlement, shown_tables
from tests.builders import counted

SHOWN = shown_tables(default_entitlement(), holder="payer")


def flagged(placed: pl.DataFrame) -> set[tuple[str, str]]:
    """Which lines by sex are hidden for the sake of a small part."""
    said = counted.met(placed.height, rate=0.5, excluded=0.0)
    group = counted.group({"CMS2": said}, placed, reads=counted.CLAIMS)
    cells = count_system(group, shown=SHOWN, also=categories_of([group])).base
    found = cells.keys.filter(pl.Series(hidden_parts(group, cells, minimum=11).cells))
    counted_all = found.filter(pl.col("counted") == "CMS2/1 persons")
    return {row for row in counted_all.select("stratum", "payer").iter_rows() if "sex" in row[0]}


def region(parts: dict[tuple[str, str], int]) -> pl.DataFrame:
    """Persons of one practice by payer and sex."""
    whole = counted.places(sum(parts.values()), practices=1, payers=1)
    payers = [payer for (payer, _), n in parts.items() for _ in range(n)]
    sexes = [sex for (_, sex), n in parts.items() for _ in range(n)]
    return whole.with_columns(payer=pl.Series(payers), sex=pl.Series(sexes))


PARTS = {
    "margins far from the total": (
        {("a", "f"): 200, ("a", "m"): 5, ("b", "f"): 300, ("b", "m"): 400,
         ("c", "f"): 300, ("c", "m"): 300}, False),
    "of two payers the other knows the rest": (
        {("a", "f"): 200, ("a", "m"): 5, ("b", "f"): 300, ("b", "m"): 400}, True),
    "one payer holds nearly everybody": (
        {("a", "f"): 500, ("a", "m"): 100, ("b", "f"): 60, ("b", "m"): 4}, True),
    "nobody is a small part": (
        {("a", "f"): 500, ("a", "m"): 100, ("b", "f"): 60, ("b", "m"): 40}, False),
}  # fmt: skip


@pytest.mark.parametrize(("parts", "expected"), PARTS.values(), ids=PARTS)
def test_a_line_that_gives_a_small_part_away_is_hidden(parts, expected):
    assert bool(flagged(region(parts))) is expected


def test_a_release_tells_no_line_that_gives_a_small_part_away():
    # Of a, all but 5 are women and all others are men: no payer has so many that the rest is small.
    parts = {("a", "f"): 100, ("a", "m"): 5, ("b", "m"): 95, ("c", "m"): 100}
    said = counted.met(300, rate=0.5, excluded=0.0)
    group = counted.group({"CMS2": said}, region(parts), reads=counted.CLAIMS)
    safe = protected(group, counted.TERMS)
    told = safe.protected.pattern.published[: safe.cells.size]
    flags = hidden_parts(group, safe.cells, minimum=11).cells

    assert flags.any()
    assert not (told & flags).any()


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 40), min_size=6, max_size=6))
def test_no_small_part_has_a_lower_bound_above_nobody_where_no_line_is_flagged(values):
    """An attacker with scipy who knows both margins and one payer's own part."""
    table = np.array(values).reshape(3, 2)
    placed = (
        region({(f"p{a}", sex): int(table[a, b]) for a in range(3) for b, sex in enumerate("fm")})
        if table.sum()
        else None
    )
    if placed is None or flagged(placed):
        return
    for own in range(3):
        for a, b in np.argwhere((table > 0) & (table < 11)):
            if a != own and table[a].sum() >= 11:
                assert _least(table, own, a, b) <= 0


def _least(table: np.ndarray, own: int, a: int, b: int) -> float:
    others = np.delete(table, own, axis=0)
    a = a - (a > own)
    rows, columns = others.shape
    sums = [np.kron(np.eye(rows)[r], np.ones(columns)) for r in range(rows)]
    sums += [np.kron(np.ones(rows), np.eye(columns)[c]) for c in range(columns)]
    known = [*others.sum(axis=1), *others.sum(axis=0)]
    cost = np.zeros(others.size)
    cost[a * columns + b] = 1.0
    found = linprog(cost, A_eq=np.array(sums), b_eq=known, bounds=(0, None), method="highs")
    return float(np.round(found.fun, 6))


def test_every_attribute_that_tells_apart_is_looked_at():
    assert set(ATTRIBUTES) == {"practice", "payer", "line_of_business", "stratum"}
