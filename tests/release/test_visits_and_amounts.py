"""Visits, stays, episodes and amounts: counts of things that few persons may have had many of."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from hub.measures.measure import measures
from hub.publication.cost_rules import tells_of_a_payer
from hub.publication.count_system import categories_of, count_system
from hub.publication.own_counts import own_counts
from hub.publication.past_tables import BANDS, POOLED, PUBLISHED, PastRelease
from hub.publication.people_behind import people_behind
from hub.publication.protection import protected
from hub.publication.rate_lines import at
from hub.publication.report.comparators import region_line
from hub.publication.report.line import OF_PAYERS, Spoken, line_of
from hub.publication.report.sight import cells_of
from hub.publication.statistics.statement import Compared
from hub.publication.table_group import grouped
from hub.publication.told_at_home import AT_HOME
from hub.publication.withheld_views import NOTHING_WITHHELD
from policies.agreement.release_rules import ReleaseNumbers
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.entitlement import default_entitlement, shown_tables
from policies.disclosure_control.primary.few_people import RULE as FEW
from policies.disclosure_control.primary.few_people import few_people
from tests.builders import counted

PERSONS = 1200
PLACE = ("practice", "payer", "line_of_business", "stratum")
SHOWN = shown_tables(default_entitlement(), holder="payer")
ALONE = Compared(region=None, direction="increase", prior=None)


@pytest.fixture(scope="module")
def placed():
    return counted.places(PERSONS, practices=8)


@pytest.fixture(scope="module")
def group(placed):
    (found,) = counted.groups({"HUB-FUM": counted.visits(PERSONS)}, placed)
    return found


@pytest.fixture(scope="module")
def safe(group):
    return protected(group, counted.TERMS)


def test_a_visit_is_met_or_not_and_both_are_cells(group):
    cells = count_system(group, shown=SHOWN, also=categories_of([group])).base
    counts = dict(
        zip(
            cells.keys.filter(pl.all_horizontal(pl.col(n) == TOTAL_NAME for n in PLACE))["counted"],
            cells.values[at_region(cells)].tolist(),
            strict=True,
        )
    )
    said = counted.visits(PERSONS).filter(pl.col("rate") == "1")

    assert counts["HUB-FUM/1 persons"] == said["denominator"].sum()
    assert counts["HUB-FUM/1 met"] == said["numerator"].sum()
    assert counts["HUB-FUM/1 met"] + counts["HUB-FUM/1 not met"] == counts["HUB-FUM/1 persons"]


def at_region(cells):
    """Which cells are of the region as a whole."""
    whole = pl.all_horizontal(pl.col(name) == TOTAL_NAME for name in PLACE)
    return cells.keys.select(whole).to_series().to_numpy()


def test_what_lies_between_7_and_30_days_is_a_cell_that_nobody_can_work_out(group, safe):
    between = [each for each in group.between if each.inner_role == "met"]
    cells, audit = safe.cells, safe.protected.audits["outsider"]
    mine = (cells.keys["counted"] == between[0].name).to_numpy()
    small = mine & (cells.values > 0) & (cells.values < 11)

    assert [each.pair for each in between] == [("HUB-FUM/1", "met", "HUB-FUM/2", "met")]
    assert small.sum() > 0
    assert (audit.lowest[0][: cells.size][small] <= 0).all()
    assert (audit.highest[0][: cells.size][small] >= 11).all()


def test_visits_of_few_persons_are_told_nowhere(group, safe):
    told = safe.protected.pattern.published[: safe.cells.size]
    people = people_behind(group, safe.cells).others(safe.cells.values, "practice", ())
    few = (safe.cells.values > 0) & (people < 11)
    many_visits = few & (safe.cells.values >= 11)

    assert told.sum() > 0
    assert many_visits.sum() > 0
    assert not (told & few).any()


@pytest.mark.parametrize(("persons", "told"), [(10, False), (11, True)])
def test_a_line_of_many_visits_is_told_where_enough_persons_had_them(persons, told):
    # At the first practice each of a few persons has ten visits, of which five are followed up.
    crowd = 300
    practices = ["practice-01"] * persons + ["practice-02"] * 150 + ["practice-03"] * 150
    placed = counted.places(persons + crowd, practices=1, payers=1).with_columns(
        pl.Series("practice", practices), *(pl.lit(v).alias(n) for n, v in counted.ALIKE.items())
    )
    total = np.array([10] * persons + [2] * crowd)
    said = counted.visits_of(total // 2, total // 2, total)
    safe = protected(*counted.groups({"HUB-FUM": said}, placed), counted.TERMS)

    met = {"practice": "practice-01", "counted": "HUB-FUM/1 met"}
    here = safe.cells.keys.with_row_index("cell").filter(**met)["cell"][0]
    counts = cells_of(safe)[at(practice="practice-01")]
    assert counts[safe.group.names["HUB-FUM/1"]["met"]] == (persons * 5, told)
    # What could be told of finer cells would hide it too, and does not always.
    assert (safe.protected.views[0].sensitive.rule[here] == FEW) is not told


@pytest.mark.parametrize("column", ["practice", "payer"])
def test_what_is_left_of_everyone_else_is_what_their_rows_alone_come_to(group, column):
    system = count_system(group, shown=SHOWN, also=categories_of([group]))
    every = own_counts(system, group)
    for name in group.tables[0].cells[column].unique():
        others = rows_of_others(group, column, name)
        alone = system.of(others)
        behind = people_behind(others, alone).others(alone.values, column, ())

        assert not np.array_equal(alone.values, system.base.values)
        assert np.array_equal(every.others(column, {name}).values, alone.values)
        assert np.array_equal(every.people(column, {name}), behind)


def rows_of_others(group, column, name):
    """The group without the rows of one name."""
    kept = pl.col(column) != name
    tables, between = (
        tuple(
            replace(each, cells=each.cells.filter(kept), strata=each.strata.filter(kept))
            for each in held
        )
        for held in (group.tables, group.between)
    )
    return replace(group, tables=tables, between=between)


SIDES = {"ten persons had the visits": (10, True), "eleven persons had them": (11, False)}


@pytest.mark.parametrize(("persons", "few"), SIDES.values(), ids=SIDES)
def test_a_sum_of_visits_counts_its_persons_once(persons, few):
    # Each has two visits that were followed up and two that were not: both parts are of all.
    placed = counted.places(persons, practices=1, payers=1)
    two = np.full(persons, 2)
    (found,) = counted.groups({"HUB-FUM": counted.visits_of(two, two, two * 2)}, placed)
    cells = count_system(found, shown=SHOWN, also=categories_of([found])).base
    whole = at_region(cells) & (cells.keys["counted"] == "HUB-FUM/1 persons").to_numpy()

    assert cells.values[whole].tolist() == [persons * 4]
    people = people_behind(found, cells).others(cells.values, "practice", ())
    assert people[whole].tolist() == [persons]
    assert few_people(cells.values, people, minimum=11).cells[whole].tolist() == [few]


def test_what_one_rate_counts_below_the_line_and_another_above_it_is_one_cell():
    # Of whom a score is known are the numerator of one rate and the denominator of the next.
    draw = np.random.default_rng(5)
    known = draw.random(600) < 0.6
    persons = pl.DataFrame({"person": [f"p{n}" for n in range(600)]})
    first = persons.with_columns(rate=pl.lit("1"), denominator=1, numerator=pl.Series(known * 1))
    met = pl.Series((draw.random(600) < 0.5) * 1)
    second = persons.with_columns(rate=pl.lit("2"), denominator=1, numerator=met)
    said = pl.concat([first, second.filter(pl.Series(known))])
    placed = counted.places(600, practices=4)

    (found,) = counted.groups({"HUB-PHQ9-TT": said}, placed, reads=counted.CLINICAL)

    assert found.names["HUB-PHQ9-TT/2"]["persons"] == found.names["HUB-PHQ9-TT/1"]["met"]


def test_a_line_of_visits_says_how_many_of_how_many(safe):
    table = safe.group.tables[0]
    line = region_line(safe, table, cells_of(safe))

    assert line.statement == "count"
    assert line.words == f"{line.numerator:,} of {line.denominator:,} ({line.rate:.0%})"


def dollars(share: list[float], seed: int = 4) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Say what was allowed for persons of so many payers, by the share of each in the persons."""
    draw = np.random.default_rng(seed)
    placed = counted.places(PERSONS, practices=4, payers=1).with_columns(
        payer=pl.Series([f"payer-{n + 1}" for n in draw.choice(len(share), PERSONS, p=share)])
    )
    said = pl.DataFrame(
        {
            "person": [f"p{n}" for n in range(PERSONS)],
            "rate": ["1"] * PERSONS,
            "denominator": [12] * PERSONS,
            "numerator": draw.gamma(4, 250, PERSONS).astype(int),
        }
    )
    return said, placed


PAYERS = {
    "four payers": ([0.25] * 4, {}, True),
    "five payers alike": ([0.2] * 5, {}, False),
    "six, and one has a third": ([0.34, *[0.132] * 5], {}, True),
    "five, and an agreement asks for six": ([0.2] * 5, {"minimum_contributors": 6}, True),
    "six, as an agreement asks": ([1 / 6] * 6, {"minimum_contributors": 6}, False),
    "a share that an agreement finds too large": (
        [0.2] * 5,
        {"largest_contributor_share": 0.15},
        True,
    ),
    "two that an agreement finds too strong": ([0.2] * 5, {"dominance_percent": 30}, True),
}


@pytest.mark.parametrize(("share", "asked", "hidden"), PAYERS.values(), ids=PAYERS)
def test_amounts_over_payers_need_five_of_them_and_none_too_large(share, asked, hidden):
    said, placed = dollars(share)
    (found,) = counted.groups({"HUB-COST": said}, placed)
    cells = count_system(found, shown=SHOWN, also=categories_of([found])).base
    numbers = ReleaseNumbers(on=counted.DAY, asked=asked)
    flags = tells_of_a_payer(found, cells, numbers)
    whole = at_region(cells) & (cells.keys["counted"] == "HUB-COST/1 events").to_numpy()

    assert flags[whole].tolist() == [hidden]
    assert not flags[(cells.keys["payer"] != TOTAL_NAME).to_numpy()].any()


def test_amounts_of_few_payers_are_hidden_and_their_months_told():
    said, placed = dollars([0.4, 0.3, 0.3])
    safe = protected(*counted.groups({"HUB-COST": said}, placed), counted.TERMS)
    table, cells = safe.group.tables[0], cells_of(safe)
    held = cells[at()]
    names = safe.group.names[table.key]

    assert held[names["events"]][1] is False
    assert held[names["exposure"]] == (PERSONS * 12, True)
    line = region_line(safe, table, cells)
    assert (line.statement, line.why) == ("withheld", OF_PAYERS)


def test_amounts_are_said_for_each_unit_and_without_an_interval():
    spoken = Spoken(events=True, per=1, basis="month", amounts=True)
    line = line_of({"persons": 50, "events": 120_000, "exposure": 600}, spoken, ALONE)

    assert line.words == "120,000 in all, 200.00 for each of 600"
    assert (line.lowest, line.highest) == (None, None)


def test_every_rate_says_what_it_counts_and_measures_of_visits_do_not_count_persons():
    for each in measures():
        counts = {rate.counts for rate in each.rates}
        if each.basis == "patient":
            assert "persons" in counts, each.identifier
        else:
            assert "persons" not in counts, each.identifier


def test_a_change_of_many_visits_of_few_persons_is_told_nowhere(placed):
    # Forty-eight visits more, all of four persons, who had none: whoever has both releases could see them.
    before = counted.visits(PERSONS)
    none = sorted(set(placed["person"]) - set(before["person"]))[:4]
    total = np.zeros(PERSONS, dtype=int)
    total[[int(name.removeprefix("p")) for name in none]] = 12
    after = pl.concat([before, counted.visits_of(total, total, total).cast(before.schema)])
    (first,) = counted.groups({"HUB-FUM": before}, placed)
    past = (counted.released(protected(first, counted.TERMS)),)
    (second,) = grouped(*counted.many_tables({"HUB-FUM": after}, placed), past=past)

    safe = protected(second, counted.TERMS, past=past)
    told = safe.protected.pattern.published[: safe.cells.size]
    now = dict(zip(safe.cells.keys.rows(), safe.cells.values, strict=True))
    was = past[0].published.select(safe.cells.keys.columns).rows()
    same = count_system(first, shown=SHOWN, also=categories_of([second])).base
    then = dict(zip(same.keys.rows(), same.values, strict=True))
    both = [key for key, shown in zip(safe.cells.keys.rows(), told, strict=True) if shown]

    assert len(set(both) & set(was)) > 0
    assert [key for key in set(both) & set(was) if now[key] != then[key]] == []


def earlier(group):
    """A release that held these tables, and told nothing of them."""
    return PastRelease(
        name="earlier",
        tables=group.tables,
        between=group.between,
        published=pl.DataFrame(schema=PUBLISHED),
        bands=pl.DataFrame(schema=BANDS),
        pooled=pl.DataFrame(schema=POOLED),
        withheld=NOTHING_WITHHELD,
        at_home=pl.DataFrame(schema=AT_HOME),
    )


def test_what_was_nobody_in_an_earlier_release_is_a_part_of_everything_then(placed):
    before = counted.visits(PERSONS).with_columns(
        numerator=pl.when(pl.col("rate") == "1").then(0).otherwise("numerator")
    )
    past = earlier(*counted.groups({"HUB-FUM": before}, placed))
    (now,) = grouped(
        *counted.many_tables({"HUB-FUM": counted.visits(PERSONS)}, placed), past=[past]
    )
    then = past.like(now).between[0]

    assert past.between == ()
    assert [each.pair for each in now.between] == [("HUB-FUM/1", "met", "HUB-FUM/2", "met")]
    assert then.cells["value"].sum() == before.filter(rate="2")["numerator"].sum()


def test_a_release_without_the_measure_says_nothing_of_its_parts(placed):
    said = {"HUB-BHI": counted.met(PERSONS)}
    other = earlier(counted.group(said, placed, reads=counted.CLAIMS))
    (now,) = grouped(
        *counted.many_tables({"HUB-FUM": counted.visits(PERSONS)}, placed), past=[other]
    )

    assert len(now.between) == 1


def test_what_was_no_part_before_is_not_taken_for_one(placed):
    # One person followed up within 7 days and, as the records had it, not within 30.
    said = counted.visits(PERSONS)
    first = said.filter(pl.col("rate") == "1", pl.col("numerator") > 0)["person"][0]
    odd = (pl.col("person") == first) & (pl.col("rate") == "2")
    before = said.with_columns(numerator=pl.when(odd).then(0).otherwise("numerator"))

    (now,) = grouped(
        *counted.many_tables({"HUB-FUM": said}, placed),
        past=[earlier(*counted.groups({"HUB-FUM": before}, placed))],
    )

    assert now.between == ()


def test_without_the_cells_between_two_rates_an_attacker_finds_small_ones(group):
    # What is told where each rate is protected by itself, and what both numerators then give away.
    alone = protected(replace(group, between=()), counted.TERMS)
    told = alone.protected.pattern.published[: alone.cells.size]
    met = {
        (*places, counted_as): int(value)
        for (*places, counted_as), value, shown in zip(
            alone.cells.keys.select(*PLACE, "counted").rows(), alone.cells.values, told, strict=True
        )
        if shown
    }
    between = [
        met[(*places, "HUB-FUM/2 met")] - value
        for (*places, what), value in met.items()
        if what == "HUB-FUM/1 met" and (*places, "HUB-FUM/2 met") in met
    ]

    assert [few for few in between if 0 < few < 11] != []


def test_visits_of_one_person_that_end_alike_say_as_much_as_the_person(placed):
    persons = placed.height
    happy = np.random.default_rng(4).random(persons) < 0.5
    alike = counted.visits_of(4 * happy, 4 * happy, np.full(persons, 4))
    apart = counted.visits_of(happy * 1, happy * 1, np.full(persons, 1))
    (one, _), (other, _) = (
        counted.many_tables({"HUB-FUM": said}, placed)[0] for said in (alike, apart)
    )
    lines = [
        line_of(
            {"persons": total, "counted": total, "met": total // 2, "excluded": 0},
            Spoken(events=False, per=1, basis="visit", design=table.design),
            Compared(region=0.42, direction="increase", prior=None),
        )
        for table, total in ((one, 400), (other, 100), (other, 400))
    ]

    assert (one.design, other.design) == (pytest.approx(4.0, abs=0.11), pytest.approx(1.0, abs=0.1))
    assert lines[0].lowest == pytest.approx(lines[1].lowest, abs=0.01)
    assert [line.word for line in lines] == ["as expected", "as expected", "better"]
