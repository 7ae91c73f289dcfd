"""What insiders could work out of finer cells than any table shows, and of people of others."""

from dataclasses import replace

import polars as pl
import pytest

from hub.publication import count_parts
from hub.publication.protection import protected
from hub.publication.rate_lines import at
from hub.publication.report.sight import cells_of
from policies.disclosure_control.dimension import TOTAL_NAME
from tests.builders import counted
from tests.builders.attack import Attacker, Table

SEEDS = range(4)
COUNTS = {"CMS2/1 met": "met", "CMS2/1 not met": "not met", "CMS2/1 persons": "Total"}


def region(seed, *, persons=300, practices=3):
    """A region of which nobody is excluded, told by sex and by race alone."""
    same = {"age_band": "18-44", "ethnicity": "not-hispanic-or-latino", "deprivation": "1-2"}
    placed = counted.places(persons, practices=practices, payers=2, seed=seed)
    return placed.with_columns(pl.lit(value).alias(name) for name, value in same.items())


def finest(placed, said):
    """Everybody by practice, sex, race and what was met: no table tells as much."""
    counts = placed.join(said, on="person").group_by("practice", "sex", "race", "met").len()
    inner = {
        (practice, sex, race, "met" if met else "not met"): n
        for practice, sex, race, met, n in counts.iter_rows()
    }
    by = ("practice", "sex", "race")
    return Table(by=by, counts=("met", "not met"), inner=inner, groups={}, own={})


def told(safe):
    """The published cells by practice, by sex and by race, as the attacker keys them."""
    published = safe.protected.pattern.published[: safe.cells.size]
    rows = safe.cells.keys.with_columns(
        told=pl.Series(published), value=pl.Series(safe.cells.values)
    ).filter(
        "told",
        pl.col("counted").is_in(list(COUNTS)),
        (pl.col("payer") == TOTAL_NAME) & (pl.col("line_of_business") == TOTAL_NAME),
        pl.col("stratum").str.contains("^(sex|race): ") | (pl.col("stratum") == TOTAL_NAME),
    )
    found = {}
    for row in rows.iter_rows(named=True):
        key = [("count", COUNTS[row["counted"]])]
        key += [("practice", row["practice"])] if row["practice"] != TOTAL_NAME else []
        key += [tuple(row["stratum"].split(": "))] if row["stratum"] != TOTAL_NAME else []
        found[tuple(sorted(key))] = row["value"]
    return found


def known_exactly(table, shown):
    """The small counts of others by sex and race at once that an insider knows for sure."""
    found = []
    for practice in sorted({key[0] for key in table.inner}):
        attacker = Attacker([((table,), shown)], knows=("practice", practice))
        for key, inner in table.cells():
            cut = dict(key)
            if {"sex", "race"} <= set(cut) and "practice" not in cut:
                columns = [attacker.place[0, 0, each] for each in inner]
                own = sum(attacker.low[each] for each in columns)
                value = sum(attacker.truth[each] for each in columns)
                low, high = attacker.range_of(columns)
                found += [key] if 0 < value - own < 11 and low == high else []
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_learns_of_few_people_of_two_strata_at_once(seed):
    """Each stratum is told by itself: that both margins are large leaves their crossing in doubt."""
    placed, said = region(seed), counted.met(300, rate=0.4, excluded=0.0, seed=seed)
    safe = protected(counted.group({"CMS2": said}, placed), counted.TERMS)
    table, shown = finest(placed, said), told(safe)
    crossed = {
        key: sum(table.inner.get(each, 0) for each in inner)
        for key, inner in table.cells()
        if {"sex", "race"} <= set(dict(key)) and "practice" not in dict(key)
    }

    assert any(0 < value < 11 for value in crossed.values())
    assert known_exactly(table, shown) == []
    # The attacker is no weakling: told both at once he knows them.
    assert known_exactly(table, shown | {tuple(sorted(k)): v for k, v in crossed.items()})


@pytest.mark.parametrize("removed", [True, False], ids=["without", "with"])
def test_met_and_not_met_add_up_to_all_who_are_counted(monkeypatch, removed):
    if removed:
        tied = count_parts._counted
        monkeypatch.setattr(
            count_parts, "_counted", lambda names: replace(tied(names), equations=())
        )
    placed, said = region(3, persons=150), counted.met(150, rate=0.1, excluded=0.0)
    safe = protected(counted.group({"CMS2": said}, placed), counted.TERMS)
    table, shown = finest(placed, said), told(safe)
    ranges = [
        (own, span)
        for key, _, own, span in Attacker([((table,), shown)]).small(0)
        if not {"sex", "race"} & set(dict(key))
    ]

    assert ranges
    assert any(low > own or high < own + 11 for own, (low, high) in ranges) is removed


@pytest.mark.parametrize("rate", [0.04, 0.96], ids=["few met", "few not met"])
def test_few_on_either_side_are_told_nowhere(rate):
    placed = region(3, persons=400)
    said = counted.met(400, rate=rate, excluded=0.0)
    safe = protected(counted.group({"CMS2": said}, placed), counted.TERMS)
    values = safe.cells.values
    small = (values > 0) & (values < 11)
    told = safe.protected.pattern.published[: values.size]

    assert (small & safe.cells.shown).any()
    assert not (told & small).any()


ADD_UP = ({"persons"}, {"counted", "excluded"}, {"met", "not met", "excluded"})


@pytest.mark.parametrize("seed", [13, 20])
def test_a_payer_that_knows_its_members_learns_of_no_few_of_another(seed):
    """It handed in nothing of what practices did, and knows how many of its members are there."""
    placed = counted.places(300, practices=8, payers=3, seed=seed)
    safe = protected(counted.group({"CMS2": counted.met(300)}, placed), counted.TERMS)
    cells = safe.cells.keys.with_columns(
        told=pl.Series(safe.protected.pattern.published[: safe.cells.size]),
        what=pl.col("counted").str.strip_prefix("CMS2/1 "),
    ).filter("told", pl.col("practice") != TOTAL_NAME, pl.col("payer") == TOTAL_NAME)
    told = dict(cells.group_by("practice").agg(pl.col("what")).iter_rows())
    lines = [name for name, what in told.items() if any(part <= set(what) for part in ADD_UP)]
    own = placed.filter(pl.col("practice").is_in(lines)).group_by("practice", "payer").len()
    whole = placed.group_by("practice").agg(whole=pl.len())
    others = own.join(whole, on="practice").select(left=pl.col("whole") - pl.col("len"))

    assert lines
    assert others.filter(pl.col("left").is_between(1, 10)).is_empty()


ORGANIZATIONS = {"practices by themselves": {}, "two under one roof": {"roof": frozenset("ab")}}


@pytest.mark.parametrize("held", ORGANIZATIONS.values(), ids=ORGANIZATIONS)
def test_an_organisation_knows_the_people_of_all_its_practices(held):
    """Of its payer's 86 people 40 are of one practice, 40 of the other: the rest are 6."""
    parts = {("a", "one"): 40, ("b", "one"): 40, ("c", "one"): 6, ("c", "two"): 90}
    parts |= {("a", "two"): 60, ("b", "two"): 70}
    rows = [where for where, number in parts.items() for _ in range(number)]
    placed = counted.places(len(rows), practices=1, payers=1).with_columns(
        practice=pl.Series([practice for practice, _ in rows]),
        payer=pl.Series([payer for _, payer in rows]),
    )
    said = counted.met(len(rows), rate=0.0, excluded=0.0)
    terms = replace(counted.TERMS, organizations=held)
    safe = protected(counted.group({"CMS2": said}, placed), terms)
    whose = {view.name for view in safe.protected.views}
    line = cells_of(safe)[at(payer="one")]

    assert ("organization roof" in whose) is bool(held)
    assert line["CMS2/1 not met"] == (86, not held)
