"""Short names as people read them: groups, labels, formats, places and hidden counts."""

import pytest

from adapters.formats import NAMES
from hub.measures.measure import measures
from hub.portal.labels import FORMATS, LABELS, told_citation, told_count, told_group, told_place
from hub.portal.words import between, month, rate
from policies.labelling.code_list import usual_lists

GROUPS = {
    "a line of business": ("medicare-advantage", "Medicare Advantage"),
    "who is in both": ("dual", "Medicare and Medicaid"),
    "a race": ("american-indian-or-alaska-native", "American Indian or Alaska Native"),
    "an age band stays a span": ("12-17", "12-17"),
    "an open age band": ("65+", "65+"),
    "one word": ("female", "Female"),
}
RANGES = {
    "shares": ((0.05, 0.25, 1), "5.0% to 25%"),
    "a unit is said once": ((0.027, 0.047, 1000), "27 to 47 per 1,000"),
    "small rates keep a digit": ((0.0021, 0.0099, 1000), "2.1 to 9.9 per 1,000"),
    "at ten no digit is kept": ((0.0, 0.01, 1000), "0 to 10 per 1,000"),
    "one end is not told": ((None, 0.5, 1), "\N{EN DASH}"),
}
NAMES_OF = {"practice-02": "Cedar Family Clinic", "evergreen": "Evergreen Health"}
PLACES = {
    "a practice and a payer": ("practice-02, evergreen", "Cedar Family Clinic, Evergreen Health"),
    "a group": ("age_band: 12-17", "Age band: 12-17"),
    "a group in words": ("race: asian", "Race: Asian"),
    "everybody": ("the region", "The region"),
}


@pytest.mark.parametrize(("name", "words"), GROUPS.values(), ids=GROUPS)
def test_a_group_of_patients_is_told_in_words(name, words):
    assert told_group(name) == words


@pytest.mark.parametrize(("asked", "words"), RANGES.values(), ids=RANGES)
def test_a_range_says_its_unit_once(asked, words):
    assert between(*asked) == words


@pytest.mark.parametrize(("place", "words"), PLACES.values(), ids=PLACES)
def test_the_place_of_a_hidden_count_is_told_by_name(place, words):
    assert told_place(place, NAMES_OF) == words


def test_a_hidden_count_is_told_by_the_title_of_its_measure():
    short, long = told_count("HUB-COCM/3 events")

    assert short == "HUB-COCM rate 3, events"
    assert long.startswith("Uptake of Collaborative Care: ")
    assert long.endswith(", events")


def test_the_count_of_a_measure_that_is_no_longer_known_is_called_as_it_was():
    assert told_count("GONE/1 met") == ("GONE/1 met", "GONE/1 met")


def test_every_rate_of_every_measure_has_words_for_its_hidden_counts():
    counts = [f"{each.identifier}/{rate.name} met" for each in measures() for rate in each.rates]

    assert [each for each in counts if "/" in told_count(each)[0]] == []


def test_every_format_that_is_read_and_every_label_that_is_given_has_words():
    given = set(usual_lists().codes["label"])

    assert set(NAMES) <= FORMATS.keys()
    assert given <= LABELS.keys()


def test_a_rule_of_the_charter_is_cited_in_words():
    assert told_citation("network charter: honour_opt_outs") == "network charter: honour opt outs"
    assert told_citation("42 CFR 2.31(a)(5)") == "42 CFR 2.31(a)(5)"


def test_a_month_and_a_small_rate_are_told_in_words():
    assert month("2024-02-01") == "February 2024"
    assert rate(0.0031, 1000) == "3.1 per 1,000"
