"""The demo's practices export in several formats; prepared, they say the same to each measure."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from adapters.inputs import read_inputs
from hub.demo.handing_in import Kitchen, made_ready
from hub.demo.homes import homes
from hub.demo.people import people
from hub.demo.plan import FIRST_SEATED, practices
from hub.demo.region import region
from hub.demo.run import PERIOD
from hub.measures.engine import evaluate
from hub.measures.measure import measures
from hub.measures.reading import gather
from hub.measures.value_sets import value_sets_of

FORMATS = {"practice-02": "fhir-lines", "practice-11": "fhir-bundle", "practice-05": "registry"}
CLINICAL = ("CMS2", "CMS159")


@pytest.fixture(scope="module")
def made():
    return region(3000)


@pytest.fixture(scope="module")
def found(made):
    return {home.name: home for home in homes(made) if home.name in FORMATS}


def test_the_plan_has_two_practices_hand_in_fhir_and_one_a_registry(found):
    assert {name: home.format for name, home in found.items()} == FORMATS


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_of_a_home_changes_no_result(made, found, name, tmp_path):
    results = []
    for form in (FORMATS[name], "csv"):
        kitchen = Kitchen(
            state=tmp_path / form, linkage_key=b"k" * 32, on=date(2026, 2, 16), period=PERIOD
        )
        package = made_ready(kitchen, made.crowd, replace(found[name], format=form))
        results.append(results_of(package))

    assert results[0].equals(results[1])
    assert results[0].height > 50


def results_of(package):
    tables = gather(read_inputs([package])).tables
    chosen = [each for each in measures() if each.identifier in CLINICAL]
    sets = {each.identifier: value_sets_of(each) for each in chosen}
    told = pl.concat(evaluate(chosen, tables, PERIOD, sets).values(), how="diagonal")
    return told.sort(told.columns)


def test_the_files_of_every_home_say_who_the_persons_are(made, found, tmp_path):
    kitchen = Kitchen(state=tmp_path, linkage_key=b"k" * 32, on=date(2026, 2, 16), period=PERIOD)
    for name, home in found.items():
        made_ready(kitchen, made.crowd, home)
        number = home.tables["person"]["person"][0]
        who = made.crowd.filter(pl.col("person") == number).row(0, named=True)
        text = "".join(each.read_text() for each in kitchen.home(name).iterdir())

        assert [word for word in (who["ssn"], who["family"]) if word not in text] == []


@pytest.mark.parametrize("persons", [300, 1500, 3050, 3051, 3600])
def test_a_small_region_seats_patients_at_each_practice_that_has_a_part_in_the_story(persons):
    plans = practices(persons)
    held = people(persons, plans)["practice"]
    seated = {plans[at].key for at in held.unique() if at >= 0}

    assert seated == set(FIRST_SEATED)
