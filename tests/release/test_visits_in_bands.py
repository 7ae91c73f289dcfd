"""Follow-up of visits in small practices: what is told where counts may not be, and that it holds.

The rates of one measure hold one another and payers know their own patients, so that a band of one
practice may tell too much. Then that practice is told less, and no other.
"""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from hub.publication.count_system import categories_of, count_system
from hub.publication.group_views import group_views, house_of, people_of_both_years
from hub.publication.protection import protected
from hub.publication.rate_lines import PLACE
from hub.publication.statistics.two_years import TwoYears
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.primary.few_people import RULE as FEW
from policies.disclosure_control.rates import Band, numerators
from policies.disclosure_control.year_before import YEAR_BEFORE
from tests.builders import counted

PERSONS, PRACTICES = 1100, 9


def year(seed):
    placed = counted.places(PERSONS, practices=PRACTICES, payers=4, spread=0.5)
    said = {"HUB-FUM": counted.many("HUB-FUM", counted.visits(PERSONS, seed=seed))}
    return counted.groups(said, placed)[0]


@pytest.fixture(scope="module")
def first():
    return protected(year(3), counted.TERMS)


@pytest.fixture(scope="module")
def second(first):
    before = replace(counted.released(first), name="release 1")
    return protected(year(4), counted.TERMS, year_before=[before])


@pytest.fixture(scope="module", params=["first", "second"])
def release(request):
    return request.getfixturevalue(request.param)


def hidden_lines(found):
    """By table and practice with 20 visits or more: what was met of how many, where it is hidden."""
    hidden = found.protected.pattern.suppressed
    keys = found.cells.keys.with_row_index("cell").filter(
        pl.col("practice") != TOTAL_NAME,
        pl.all_horizontal(pl.col("payer", "line_of_business", "stratum") == TOTAL_NAME),
    )
    cell = {(row["practice"], row["counted"]): row["cell"] for row in keys.iter_rows(named=True)}
    lines = {}
    for table, names in found.group.names.items():
        for practice in keys["practice"].unique():
            met, whole = (cell[practice, names[role]] for role in ("met", "counted"))
            if hidden[met] and found.cells.values[whole] >= 20:
                lines[table, practice] = tuple(found.cells.values[[met, whole]].tolist())
    return lines


def told_of(found):
    return {(table, place[0]) for table, place in {**found.bands, **found.pooled}}


def test_a_leak_of_one_practice_takes_nothing_from_the_others(first):
    lines = hidden_lines(first)

    assert len(lines) >= 8
    assert len(lines.keys() & told_of(first)) >= len(lines) / 2


def test_two_years_say_more_than_one(first, second):
    shares = [
        len(lines.keys() & told_of(found)) / len(lines)
        for found, lines in ((each, hidden_lines(each)) for each in (first, second))
    ]

    assert shares[1] > shares[0]
    assert any(isinstance(each.told, Band) for each in second.pooled.values())
    assert any(isinstance(each.told, int) for each in second.pooled.values())


def test_no_view_works_out_what_it_must_not(release):
    assert sum(int(view.sensitive.cells.sum()) for view in release.protected.views) >= 40
    for view in release.protected.views:
        audit, needs = release.protected.audits[view.name], view.sensitive
        asked = np.flatnonzero(needs.cells)

        assert np.all(audit.lowest[0, asked] <= needs.lowest[asked])
        assert np.all(audit.highest[0, asked] >= needs.highest[asked])


def test_every_figure_of_two_years_is_a_statement_that_the_audit_knew(second):
    known = second.protected.views[0].cells.limits
    start = second.protected.views[0].cells.size - second.cells.size
    rows = [known.matrix[[row]] for row in range(known.matrix.shape[0])]
    told = {
        (frozenset(zip(row.indices.tolist(), row.data.tolist(), strict=True)), *ends)
        for row, *ends in zip(rows, known.lowest, known.highest, strict=True)
    }

    assert second.pooled
    for (table, place), figure in second.pooled.items():
        met, whole = (cell_at(second, table, place, role) for role in ("met", "counted"))
        for said in figure.said:
            times = {met: said.met, whole: said.whole}
            both = {(cell + year, by) for cell, by in times.items() if by for year in (0, start)}
            lowest = -np.inf if said.lowest is None else said.lowest
            highest = np.inf if said.highest is None else said.highest

            assert (frozenset(both), lowest, highest) in told


def test_whoever_reads_a_year_still_has_the_bands_of_the_year_before(first, second):
    cells = second.protected.views[0].cells
    start = cells.size - second.cells.size
    keys = cells.keys.select(*PLACE, "counted").rows()
    rows, columns = cells.limits.matrix.nonzero()
    alone = np.diff(cells.limits.matrix.indptr) == 1
    said = {
        keys[column]: (cells.limits.lowest[row], cells.limits.highest[row])
        for row, column in zip(rows, columns, strict=True)
        if alone[row] and column >= start
    }
    whole = dict(
        zip(first.cells.keys.select(*PLACE, "counted").rows(), first.cells.values, strict=True)
    )

    assert first.bands
    for (table, place), band in first.bands.items():
        names = first.group.names[table]

        assert said[*place, names["met"]] == numerators(band, whole[*place, names["counted"]])


def test_what_is_told_of_two_years_is_true_of_both(second, first):
    for (table, place), figure in second.pooled.items():
        met, whole = (
            sum(value_at(each, table, place, role) for each in (first, second))
            for role in ("met", "counted")
        )

        assert figure.total in {None, whole}
        for said in figure.said:
            worth = said.met * met + said.whole * whole

            assert said.lowest is None or said.lowest <= worth
            assert said.highest is None or worth <= said.highest


def test_where_their_number_may_not_be_told_the_rate_still_is():
    # The total of 8 stays and 30 more would tell of the 8, of which nobody may know.
    before = replace(counted.released(protected(of_stays(8), counted.TERMS)), name="release 1")
    now = protected(of_stays(30), counted.TERMS, year_before=[before])
    told = now.pooled["HUB-READM/1", ("practice-01", *[TOTAL_NAME] * 3)]

    assert told == TwoYears(told=Band(low=0, high=50), total=None, least=23)


def of_stays(number):
    """Of the first practice's 60 persons so many were in hospital; of the others' all were."""
    sizes = {"practice-01": 60, "practice-02": 120, "practice-03": 140}
    practices = [name for name, size in sizes.items() for _ in range(size)]
    persons = range(len(practices))
    placed = counted.places(len(practices), payers=2).with_columns(
        practice=pl.Series(practices), payer=pl.Series([f"payer-{n % 2 + 1}" for n in persons])
    )
    said = pl.DataFrame(
        {
            "person": [f"p{n}" for n in persons],
            "rate": "1",
            "denominator": [int(n < number or n >= 60) for n in persons],
            "numerator": [int(n < 4 or (n >= 60 and n % 3 == 0)) for n in persons],
        }
    )
    inside = said.filter(pl.col("denominator") > 0)
    return counted.groups({"HUB-READM": counted.many("HUB-READM", inside)}, placed)[0]


# Of a sure total the statement is two ends, and of an open one a slope beside the least total.
SAID = {
    "a count": (TwoYears(told=19, total=100), [(1, 0, 19, 19), (0, 1, 100, 100)]),
    "a band of so many": (
        TwoYears(told=Band(low=20, high=40), total=100),
        [(1, 0, 20, 39), (0, 1, 100, 100)],
    ),
    "a band of nobody says how many": (
        TwoYears(told=Band(low=20, high=40), total=None, least=56),
        [(0, 1, 56, None), (100, -20, 0, None), (100, -40, None, -1)],
    ),
    "the lowest band": (
        TwoYears(told=Band(low=0, high=20), total=None, least=56),
        [(0, 1, 56, None), (100, -20, None, -1)],
    ),
    "the highest band": (
        TwoYears(told=Band(low=80, high=100), total=None, least=56),
        [(0, 1, 56, None), (100, -80, 0, None)],
    ),
}


@pytest.mark.parametrize(("figure", "said"), SAID.values(), ids=SAID)
def test_a_figure_of_two_years_says_what_anybody_would_write_down(figure, said):
    told = [(each.met, each.whole, each.lowest, each.highest) for each in figure.said]

    assert told == said


def cell_at(found, table, place, role):
    wanted = dict(zip(PLACE, place, strict=True)) | {"counted": found.group.names[table][role]}
    here = [pl.col(name) == value for name, value in wanted.items()]
    return found.cells.keys.with_row_index("cell").filter(here)["cell"][0]


def value_at(found, table, place, role):
    return int(found.cells.values[cell_at(found, table, place, role)])


@pytest.fixture(scope="module")
def few():
    """Two years; in each, practice-01 has twelve visits met, of four persons."""
    held = of_few(2)
    before = replace(counted.released(), name="release 1", tables=held.tables, between=held.between)
    return of_few(1), before


def test_of_both_years_the_persons_are_counted_and_not_their_visits(few):
    group, before = few
    house = house_with(group, before)
    met = cell_of(house.system.base, "HUB-READM/1 met")
    outsider, *payers = people_of_both_years(group, house, {})

    assert house.system.base.values[met] == 12
    assert outsider[met] == 8
    assert sorted(int(each[met]) for each in payers) == [4, 4]


def test_of_visits_of_few_persons_in_both_years_no_count_is_told(few):
    # Twelve visits met in each year are many, and all of eight persons at most.
    group, before = few
    safe = protected(group, counted.TERMS, year_before=[before])
    told = safe.pooled.get(("HUB-READM/1", ("practice-01", *[TOTAL_NAME] * 3)))

    assert told is None or isinstance(told.told, Band)


def test_visits_of_few_persons_in_the_year_before_stay_in_doubt(few):
    group, before = few
    house = house_with(group, before)
    outsider = next(iter(group_views(group, house, {})))
    then = cell_of(outsider.cells, "HUB-READM/1 met", window=YEAR_BEFORE)

    assert outsider.cells.values[then] == 12
    assert outsider.sensitive.rule[then] == FEW


def house_with(group, before):
    also = categories_of([group, before.like(group)])
    return house_of(
        group,
        count_system(group, shown={frozenset({"practice"})}, also=also),
        numbers=counted.TERMS.numbers,
        past=[],
        last_year=[(before, before.like(group))],
    )


def cell_of(cells, counted_as, **more):
    wanted = {"practice": "practice-01", "counted": counted_as, **more}
    here = pl.all_horizontal(*(pl.col(name) == value for name, value in wanted.items()))
    others = [name for name in PLACE if name != "practice"]
    whole = pl.all_horizontal(pl.col(name) == TOTAL_NAME for name in others)
    return cells.keys.with_row_index("cell").filter(here, whole)["cell"][0]


def of_few(seed):
    sizes = {"practice-01": 40, "practice-02": 120, "practice-03": 140}
    practices = [name for name, size in sizes.items() for _ in range(size)]
    placed = counted.places(len(practices), payers=2).with_columns(
        practice=pl.Series(practices),
        payer=pl.Series([f"payer-{n % 2 + 1}" for n in range(len(practices))]),
    )
    draw = np.random.default_rng(seed)
    total = np.array([3 if n < 4 else 1 for n in range(len(practices))])
    met = np.where(np.arange(len(practices)) < 40, 0, draw.random(len(practices)) < 0.3)
    met[:4] = 3
    said = pl.DataFrame(
        {
            "person": [f"p{n}" for n in range(len(practices))],
            "rate": "1",
            "denominator": total,
            "numerator": met.astype(int),
        }
    )
    return counted.groups({"HUB-READM": counted.many("HUB-READM", said)}, placed)[0]
