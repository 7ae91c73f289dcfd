"""How often lists disagree, and what of it and of decided disputes each audience reads."""

from datetime import date

import polars as pl
import pytest

from hub.publication.disagreement import COLUMNS, Disagreement, disagreements
from hub.publication.report.placing import (
    DISPUTES,
    FEW_DISPUTES,
    NO_DISPUTES,
    TOO_FEW,
    Placing,
    disputes_told,
    placing_document,
)
from hub.publication.report.sight import Sight
from policies.disclosure_control.entitlement import DEFAULT, agreed_entitlement
from schemas.attribution_choice import CHOICES
from schemas.period import Period

PERIOD = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))


def listed(person, practice, by, first="2026-01-01", last=None, payer=None):
    days = (date.fromisoformat(first), date.fromisoformat(last) if last else None)
    return (person, practice, payer, *days, by)


def found(*rows):
    schema = dict.fromkeys(COLUMNS, pl.String) | dict.fromkeys(COLUMNS[3:5], pl.Date)
    frame = pl.DataFrame(list(rows), schema=schema, orient="row")
    return disagreements(frame, PERIOD, payers={"one", "two"})


def test_the_disagreements_of_two_groups_of_persons_add_up():
    one = [listed("p", "alpha", "one"), listed("p", "beta", "two")]
    other = [listed("q", "alpha", "one"), listed("q", "alpha", "elm"), listed("r", "elm", "two")]

    assert found(*one) + found(*other) == found(*one, *other)


LISTS = {
    "on one list": ([listed("p", "alpha", "one")], (0, 0)),
    "twice on one list": ([listed("p", "alpha", "one"), listed("p", "beta", "one")], (0, 0)),
    "on two that agree": ([listed("p", "alpha", "one"), listed("p", "alpha", "two")], (1, 0)),
    "on two that differ": ([listed("p", "alpha", "one"), listed("p", "beta", "two")], (1, 1)),
    "a practice's own list differs": (
        [listed("p", "alpha", "one"), listed("p", "beta", "beta-clinic")],
        (1, 1),
    ),
    "a practice passes on the payer's": (
        [listed("p", "alpha", "one"), listed("p", "beta", "beta-clinic", payer="one")],
        (0, 0),
    ),
    "one of them ended on the day before": (
        [listed("p", "alpha", "one"), listed("p", "beta", "two", "2025-01-01", "2025-12-31")],
        (0, 0),
    ),
    "one of them ended on the first day": (
        [listed("p", "alpha", "one"), listed("p", "beta", "two", "2025-01-01", "2026-01-01")],
        (1, 1),
    ),
    "one of them begins on the last day": (
        [listed("p", "alpha", "one"), listed("p", "beta", "two", "2026-12-31")],
        (1, 1),
    ),
    "one of them begins on the day after": (
        [listed("p", "alpha", "one"), listed("p", "beta", "two", "2027-01-01")],
        (0, 0),
    ),
}


@pytest.mark.parametrize(("rows", "expected"), LISTS.values(), ids=LISTS)
def test_lists_disagree_where_they_put_a_person_in_several_places(rows, expected):
    region = found(*rows).region

    assert (region.several, region.differing) == expected


def test_of_a_payer_those_on_its_roster_count_and_of_a_practice_those_put_there():
    every = found(
        listed("p", "alpha", "one"),
        listed("p", "beta", "two"),
        listed("q", "alpha", "one"),
        listed("q", "alpha", "alpha-clinic"),
    )

    assert every.region == Disagreement(several=2, differing=1)
    assert every.payers == {
        "one": Disagreement(several=2, differing=1),
        "two": Disagreement(several=1, differing=1),
    }
    assert every.practices == {
        "alpha": Disagreement(several=2, differing=1),
        "beta": Disagreement(several=1, differing=1),
    }


def many(several, differing):
    rows = []
    for n in range(several):
        other = "beta" if n < differing else "alpha"
        rows += [listed(f"p{n}", "alpha", "one"), listed(f"p{n}", other, "two")]
    return found(*rows)


def read(several, differing, *, audience="payer", name="one", whole=False):
    sight = Sight(
        agreed=agreed_entitlement(DEFAULT),
        audience=audience,
        names=frozenset({name}) if name else frozenset(),
    )
    placing = Placing(choice="network", decided=0, found=many(several, differing))
    return placing_document(placing, sight, {"one": "The first plan"}, whole=whole, minimum=11)[
        "disagreement"
    ]


SHARES = {
    "a hundred": (100, 33, [20, 40]),
    "none differs": (100, 0, [0, 20]),
    "all differ": (100, 100, [80, 100]),
    "just enough": (23, 3, [0, 50]),
    "one too few": (22, 3, None),
    "nobody": (0, 0, None),
}


@pytest.mark.parametrize(("several", "differing", "band"), SHARES.values(), ids=SHARES)
def test_a_share_is_told_in_bands_that_hide_a_small_number(several, differing, band):
    told = read(several, differing)

    assert told["region"] == band
    assert (told["words"] == TOO_FEW) == (band is None)


AUDIENCES = {
    "a payer reads its own": ("payer", "one", False, ["one"], []),
    "a practice reads its own": ("practice", "alpha", False, [], ["alpha"]),
    "everybody reads the region": ("member", None, False, [], []),
    "a purchaser reads the region": ("purchaser", "one", False, [], []),
    "the convener reads all": ("coordinator", None, True, ["one", "two"], ["alpha", "beta"]),
}


@pytest.mark.parametrize(
    ("audience", "name", "whole", "payers", "practices"), AUDIENCES.values(), ids=AUDIENCES
)
def test_each_reads_of_itself_alone(audience, name, whole, payers, practices):
    told = read(100, 33, audience=audience, name=name, whole=whole)

    assert [each["name"] for each in told["payers"]] == payers
    assert [each["name"] for each in told["practices"]] == practices


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, NO_DISPUTES),
        (1, FEW_DISPUTES),
        (10, FEW_DISPUTES),
        (11, DISPUTES.format(count=10)),
        (13, DISPUTES.format(count=15)),
        (104, DISPUTES.format(count=105)),
    ],
)
def test_a_small_number_of_disputes_is_told_in_words(count, words):
    assert disputes_told(count, minimum=11) == words


def test_the_report_says_by_whose_word():
    sight = Sight(agreed=agreed_entitlement(DEFAULT), audience="member", names=frozenset())
    for choice, words in CHOICES.items():
        placing = Placing(choice=choice, decided=0, found=many(1, 1))
        told = placing_document(placing, sight, {}, whole=False, minimum=11)

        assert (told["counts"], words in told["words"]) == (choice, True)
