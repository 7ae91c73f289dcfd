"""Where a person is counted once a dispute is decided, and by whose word, as tables of situations."""

from datetime import date

import polars as pl
import pytest

from hub.measures.placement.decided import DECIDED, with_decisions
from hub.measures.placement.placed import place
from hub.measures.placement.whose_word import counting
from schemas.attribution_choice import CHOICES, NETWORK, PAYER_ROSTERS, PRACTICE_LISTS, VISITS
from schemas.code_system import CPT
from schemas.period import Period
from tests.builders.records import frames, row

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
DIRECTORY = [row("practice", practice=name, kind="primary-care") for name in ("alpha", "beta")]
PAYERS = {"payer-a"}


def listed(practice, person="p1", **cells):
    cells = {"contributor": "payer-a"} | cells
    return row("attribution", person=person, practice=practice, start="2026-01-01", **cells)


def visit(practice, day="2026-03-01", person="p1"):
    return row(
        "encounter",
        person=person,
        practice=practice,
        status="finished",
        type=(CPT, "99213"),
        start=day,
        end=day,
    )


def tables(*rows):
    people = [row("person", person="p1"), row("person", person="p2")]
    return frames([*DIRECTORY, *people, *rows])


def placed(rows, *decisions):
    held = tables(*rows)
    decided = pl.DataFrame(list(decisions), schema=DECIDED, orient="row")
    found = with_decisions(place(held, PERIOD), decided, held, PERIOD)
    return {
        person: f"{practice} {method}"
        for person, practice, method in found.select("person", "practice", "method").iter_rows()
    }


ROSTER = [listed("alpha"), listed("alpha", "p2")]
DECISIONS = {
    "nothing was decided": (ROSTER, [], "alpha roster"),
    "here": (ROSTER, [("p1", "beta", True)], "beta decided"),
    "here, where nothing else is known": ([], [("p1", "beta", True)], "beta decided"),
    "not here, and nowhere else": (ROSTER, [("p1", "alpha", False)], "unknown unknown"),
    "not here: the next on the list": (
        [listed("alpha", payer="one"), listed("beta", end="2026-06-30", payer="two")],
        [("p1", "alpha", False)],
        "beta roster",
    ),
    "not here: where the visits were": (
        [listed("alpha"), visit("beta")],
        [("p1", "alpha", False)],
        "beta plurality",
    ),
    "not at a practice that does not count": (ROSTER, [("p1", "beta", False)], "alpha roster"),
    "the last word of a practice": (
        ROSTER,
        [("p1", "beta", True), ("p1", "beta", False)],
        "alpha roster",
    ),
    "of two that were given the person the last": (
        ROSTER,
        [("p1", "beta", True), ("p1", "gamma", True)],
        "gamma decided",
    ),
    "given to one, and not at another": (
        ROSTER,
        [("p1", "beta", True), ("p1", "alpha", False)],
        "beta decided",
    ),
    "of somebody who is not here": (ROSTER, [("p9", "beta", True)], "alpha roster"),
}


@pytest.mark.parametrize(("rows", "decisions", "expected"), DECISIONS.values(), ids=DECISIONS)
def test_a_decision_comes_before_the_rule(rows, decisions, expected):
    assert placed(rows, *decisions)["p1"] == expected


def test_a_decision_over_one_person_moves_nobody_else():
    before = placed(ROSTER)
    after = placed(ROSTER, ("p1", "beta", True), ("p1", "alpha", False))

    assert before.keys() == after.keys()
    assert after["p2"] == before["p2"] == "alpha roster"


SAID = [
    listed("alpha"),
    listed("beta", contributor="beta-clinic", method="roster", end="2026-06-30"),
    visit("beta", "2026-02-01"),
    visit("beta", "2026-03-01"),
]
WORDS = {
    "the network's order": (SAID, NETWORK, "alpha roster"),
    "payers alone": (SAID, PAYER_ROSTERS, "alpha roster"),
    "practices alone": (SAID, PRACTICE_LISTS, "beta roster"),
    "visits alone": (SAID, VISITS, "beta plurality"),
    "payers alone say nothing": ([SAID[1], *SAID[2:]], PAYER_ROSTERS, "unknown unknown"),
    "practices alone say nothing": ([SAID[0], *SAID[2:]], PRACTICE_LISTS, "unknown unknown"),
    "a practice that passes on a payer's roster": (
        [listed("beta", contributor="beta-clinic", payer="one")],
        PAYER_ROSTERS,
        "beta roster",
    ),
    "what a practice passes on is not its own list": (
        [listed("beta", contributor="beta-clinic", payer="one")],
        PRACTICE_LISTS,
        "unknown unknown",
    ),
    "visits alone, and there are none": (SAID[:2], VISITS, "unknown unknown"),
}


@pytest.mark.parametrize(("rows", "choice", "expected"), WORDS.values(), ids=WORDS)
@pytest.mark.parametrize("arrow", [False, True])
def test_one_word_counts(rows, choice, expected, arrow):
    held = tables(*rows)
    if arrow:
        held = {name: [frame.to_arrow()] for name, frame in held.items()}
    found = place(counting(held, choice, payers=PAYERS), PERIOD)
    practice, method = found.filter(person="p1").select("practice", "method").row(0)

    assert f"{practice} {method}" == expected


def test_each_choice_has_its_situation():
    assert {choice for _, choice, _ in WORDS.values()} == set(CHOICES)
