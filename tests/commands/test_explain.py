"""`hub explain attribution`: every candidate of a person, in the order of the rule, with its evidence."""

import json

import pytest

from hub.cli import main
from hub.measures.placement.explanation import candidates
from hub.measures.placement.placed import place
from tests.builders.canonical_csv import write
from tests.builders.records import frames, row
from tests.spec.measures.test_placement import (
    DIRECTORY,
    PERIOD,
    PRACTICES,
    SITUATIONS,
    listed,
    visit,
)

YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


@pytest.fixture(scope="module")
def clinic(tmp_path_factory):
    rows = [
        *DIRECTORY,
        row("person", person="one"),
        row("person", person="nobody's"),
        *(
            each.of("one")
            for each in (
                visit("2025-03-03", "beta"),
                visit("2026-05-05", "beta"),
                listed("alpha", "2026-06-01", "2026-06-30", payer="a payer"),
                listed("beta", "2026-01-01", "2026-01-10", payer="a payer"),
            )
        ),
    ]
    return write(frames(rows), tmp_path_factory.mktemp("clinic"))


@pytest.fixture
def explained(capsys):
    def run(*words):
        status = main(["explain", "attribution", *map(str, words)])
        return status, capsys.readouterr().out

    return run


def test_every_candidate_is_told_with_pass_visits_and_dates(explained, clinic):
    status, printed = explained(clinic, *YEAR, "--person", "one", "--json")
    [person] = json.loads(printed)["persons"]

    assert status == 0
    assert person["practice"] == "alpha"
    assert person["candidates"] == [
        {
            "place": 1,
            "practice": "alpha",
            "pass": "roster",
            "days": 30,
            "first_day": "2026-06-01",
            "last_day": "2026-06-30",
            "told_by": "a payer",
        },
        {
            "place": 2,
            "practice": "beta",
            "pass": "roster",
            "days": 10,
            "first_day": "2026-01-01",
            "last_day": "2026-01-10",
            "told_by": "a payer",
        },
        {
            "place": 3,
            "practice": "beta",
            "pass": "visits",
            "days": 2,
            "first_day": "2025-03-03",
            "last_day": "2026-05-05",
            "told_by": "",
        },
    ]


def test_a_person_on_no_list_and_seen_nowhere_is_told_so(explained, clinic):
    status, printed = explained(clinic, *YEAR, "--person", "nobody's")

    assert status == 1
    assert "nobody's: no practice" in printed


def test_everybody_is_explained_where_nobody_is_named(explained, clinic):
    status, printed = explained(clinic, *YEAR)

    assert status == 0
    assert "3. beta: visits, 2 days from 2025-03-03 to 2026-05-05" in printed


def test_a_token_that_the_files_do_not_hold_is_refused_and_not_repeated(explained, clinic, capsys):
    status, printed = explained(clinic, *YEAR, "--person", "a stranger", "--json")

    assert status == 2
    assert json.loads(printed)["error"]["type"].endswith("unknown-person")
    assert "stranger" not in printed


def test_the_first_candidate_is_the_practice_of_record():
    rows = [one.of(name) for name, found in SITUATIONS.items() for one in found]
    tables = frames([*DIRECTORY, *rows])
    found = candidates(tables, PERIOD)
    first = dict(found.filter(place=1).select("person", "practice").rows())
    placed = dict(place(tables, PERIOD).select("person", "practice").rows())

    assert len(first) > len(PRACTICES) / 2
    assert found.select("person", "place").is_unique().all()
    assert {name: first.get(name, "unknown") for name in placed} == placed
