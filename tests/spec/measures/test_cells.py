"""Cells and lines: persons in their places, counted once, and added up."""

from datetime import date

import polars as pl
import pytest

from hub.measures.cells import cells, lines, reported_cells
from hub.measures.engine import evaluate
from hub.measures.measure import measure_named
from hub.measures.placement.placed import place
from hub.measures.placement.strata import STRATA
from hub.measures.value_sets import value_sets_of
from schemas.cell import CELL, EVERYBODY, LINE, POPULATION_COLUMNS, UNKNOWN
from schemas.period import Period
from tests.builders.claims import claim_of, covered
from tests.builders.records import frames, row
from tests.builders.situations import sets_of
from tests.spec.measures import test_depression_remission as remission
from tests.spec.measures import test_depression_screening as screening

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
CMS2 = measure_named("CMS2")
UPTAKE = measure_named("HUB-COCM")


def patient(person, *, practice="alpha", payers=("one",), screened=False, contributor="", **cells):
    """A person who is seen at a practice, covered by payers, and perhaps screened negative."""
    own = {"contributor": contributor}
    rows = [
        row("person", birth_day="1980-01-01", **own, **cells),
        screening.visit(**own),
        *(covered(payer=payer, line_of_business="commercial", **own) for payer in payers),
    ]
    if practice:
        rows.append(row("attribution", practice=practice, start="2026-01-01", **own))
    if screened:
        rows.append(screening.screen(screening.NEGATIVE, **own))
    return [one.of(person) for one in rows]


def counted(*patients, measure=CMS2, sets=None, unlinked=()):
    tables = frames([one for rows in patients for one in rows])
    results = evaluate(
        [measure], tables, PERIOD, {measure.identifier: sets or sets_of(measure.identifier)}
    )
    return cells([measure], results, place(tables, PERIOD, unlinked=unlinked), PERIOD)


def of_everybody(found):
    return found.filter(stratum=EVERYBODY)


def told(line):
    return {
        (one["practice"], one["payer"]): f"{one['numerator']}/{one['denominator']}"
        for one in line.iter_rows(named=True)
        if one["stratum"] == EVERYBODY
    }


def test_a_cell_has_its_frozen_shape():
    found = counted(patient("p", screened=True))

    assert found.schema == CELL
    assert lines(found, by=("practice",)).schema == LINE
    assert cells([], {}, pl.DataFrame(), PERIOD).schema == CELL


def test_a_cell_says_of_what_and_when():
    [cell] = of_everybody(counted(patient("p", screened=True))).to_dicts()

    assert {name: cell[name] for name in CELL if name not in POPULATION_COLUMNS} == {
        "measure": "CMS2",
        "version": "1.0.000",
        "rate": "1",
        "period_start": PERIOD.first,
        "period_end": PERIOD.last,
        "practice": "alpha",
        "payer": "one",
        "line_of_business": "commercial",
        "stratum": EVERYBODY,
        "space": "",
    }
    assert [cell[name] for name in POPULATION_COLUMNS] == [1, 1, 0, 1, None, 0]


def test_a_person_of_two_payers_counts_once_in_the_practice():
    found = of_everybody(
        counted(patient("p", payers=("one", "two"), screened=True), patient("q", payers=("two",)))
    )

    assert told(lines(found, by=("practice", "payer"))) == {
        ("alpha", "one"): "1/1",
        ("alpha", "two"): "0/1",
    }
    assert told(lines(found, by=("practice",))) == {("alpha", EVERYBODY): "1/2"}


def test_a_person_whom_two_contributors_report_counts_once():
    found = counted(
        patient("p", contributor="one", screened=True),
        patient("p", contributor="practice", screened=True),
    )

    assert told(of_everybody(found)) == {("alpha", "one"): "1/1"}


def test_who_is_on_no_list_and_covered_by_nobody_is_counted_as_unknown():
    found = counted(patient("p", practice=None, payers=()))

    assert told(found) == {(UNKNOWN, UNKNOWN): "0/1"}


def test_who_is_in_no_population_makes_no_cell():
    assert counted([row("person", person="p")]).is_empty()


@pytest.mark.parametrize("stratum", STRATA)
def test_the_values_of_a_stratum_add_up_to_everybody(stratum):
    found = counted(
        patient("p", sex="female", rurality="rural", screened=True),
        patient("q", sex="male", deprivation_decile=3),
        patient("r", practice="beta", payers=("two",)),
    )
    names = [name for name in CELL if name not in {"stratum", *POPULATION_COLUMNS}]
    parts = found.filter(pl.col("stratum").str.starts_with(f"{stratum}="))

    total = parts.group_by(names).agg(pl.col("numerator", "denominator").sum())
    assert total.sort(names).equals(of_everybody(found).select(total.columns).sort(names))


def test_a_measures_own_strata_are_cells_too():
    rows = [one.of("p") for one in remission.BETTER]
    found = counted(rows, measure=remission.MEASURE)

    [cell] = found.filter(stratum="age=18+").to_dicts()
    assert cell["numerator"] == 1
    assert found.filter(stratum="age=12-17").is_empty()


def test_a_count_may_be_more_than_one_a_person():
    claims = [*claim_of("2026-03-01", "99492"), *claim_of("2026-04-01", "99493")]
    found = of_everybody(
        counted(
            [*patient("p"), *(one.of("p") for one in claims)],
            measure=UPTAKE,
            sets=value_sets_of(UPTAKE),
        )
    )

    assert {one["rate"]: one["numerator"] for one in found.iter_rows(named=True)} == {
        "1": 1,
        "2": 1,
        "3": 2,
    }


def test_where_tokens_do_not_link_the_line_says_so_with_the_possible_range():
    found = counted(
        patient("p", screened=True, contributor="one"),
        patient("q", screened=True, contributor="one"),
        patient("r", contributor="one"),
        patient("s", screened=True, contributor="far", payers=("far",)),
        patient("t", contributor="far", payers=("far",)),
        patient("u", practice="beta", contributor="one"),
        unlinked={"far"},
    )

    alpha, beta = lines(of_everybody(found), by=("practice",)).sort("practice").to_dicts()
    assert not alpha["linked"]
    assert (alpha["denominator_lowest"], alpha["denominator"]) == (3, 5)
    assert (alpha["numerator_lowest"], alpha["numerator"]) == (2, 3)
    assert beta["linked"]
    assert (beta["denominator_lowest"], beta["denominator"]) == (1, 1)


def test_a_line_of_one_unlinked_contributor_alone_counts_nobody_twice():
    found = counted(patient("s", contributor="far"), unlinked={"far"})

    [line] = lines(of_everybody(found), by=("practice",)).to_dicts()
    assert line["linked"]
    assert (line["denominator_lowest"], line["denominator"]) == (1, 1)


def count(population, number, **cells):
    return row(
        "measure_count",
        **{
            "measure": "CMS2",
            "rate": "1",
            "period_start": PERIOD.first,
            "period_end": PERIOD.last,
            "practice": "alpha",
            "payer": "far",
            "line_of_business": "commercial",
            "population": population,
            "count": number,
        }
        | cells,
    )


def reported(*rows):
    return reported_cells(frames(rows)["measure_count"], PERIOD, contributor="far", payer="far")


def test_counts_that_a_contributor_computed_are_cells_of_its_own_space():
    [cell] = reported(
        count("initial-population", 9), count("denominator", 9), count("numerator", 4)
    ).to_dicts()

    assert (cell["space"], cell["payer"], cell["practice"]) == ("far", "far", "alpha")
    assert [cell[name] for name in POPULATION_COLUMNS] == [9, 9, None, 4, None, None]


def test_what_is_not_reported_is_no_zero():
    found = reported(
        count("denominator", 9),
        count("numerator", None, not_reported="not-reported"),
        count("denominator", None, practice="beta", not_reported="not-computable"),
    )

    [cell] = found.to_dicts()
    assert (cell["denominator"], cell["numerator"]) == (9, None)


def test_counts_of_another_period_are_left_out():
    assert reported(count("denominator", 9, period_start=date(2025, 1, 1))).is_empty()


def test_a_reported_total_is_left_out_beside_its_parts():
    found = reported(
        count("denominator", 9),
        count("denominator", 5, practice="beta"),
        count("denominator", 14, practice=None),
        count("denominator", 8, practice=None, rate="2"),
    )

    told = {(one["rate"], one["practice"]): one["denominator"] for one in found.to_dicts()}
    assert told == {("1", "alpha"): 9, ("1", "beta"): 5, ("2", UNKNOWN): 8}


def test_reported_cells_and_computed_ones_make_one_line():
    found = counted(patient("p", screened=True), patient("q"))
    both = pl.concat([found, reported(count("denominator", 9), count("numerator", 4))])

    [line] = lines(of_everybody(both), by=("practice",)).to_dicts()
    assert not line["linked"]
    assert (line["denominator_lowest"], line["denominator"]) == (9, 11)
