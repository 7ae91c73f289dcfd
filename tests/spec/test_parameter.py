"""The numbers of the law and of the network, each on both sides of its day."""

from datetime import date, timedelta

import pytest

from policies.parameter import (
    NotYetSet,
    UnknownParameter,
    every_parameter,
    numbers,
    parameter,
    turning_days,
    words,
)
from schemas.records.consent_directive import ELEMENTS

TODAY = date(2026, 3, 2)

NUMBERS = {
    "minimum_cell_size": 11,
    "tolerance": 0.01,
    "minimum_contributors": 5,
    "largest_contributor_share": 0.25,
    "minimum_age_of_cost_months": 3,
}


@pytest.mark.parametrize(("name", "expected"), NUMBERS.items())
def test_a_number_is(name, expected):
    assert parameter(name, on=TODAY) == expected


def test_a_whole_number_is_whole():
    assert isinstance(parameter("minimum_cell_size", on=TODAY), int)


def test_reminders_come_three_times():
    assert numbers("expiry_warning_days", on=TODAY) == (60, 30, 15)


def test_the_elements_of_a_consent_changed_on_2026_02_16():
    before = words("consent_elements", on=date(2026, 2, 15))
    after = words("consent_elements", on=date(2026, 2, 16))

    assert set(after) - set(before) == {"redisclosure_stated"}
    assert after == ELEMENTS


def test_a_consent_for_all_future_uses_became_possible_on_2024_04_16():
    assert words("consent_purposes", on=date(2024, 4, 15)) == ()
    assert words("consent_purposes", on=date(2024, 4, 16)) == ("TREAT", "HPAYMT", "HOPERAT")


def test_turning_days_are_the_days_of_new_values():
    assert turning_days("consent_elements", "consent_without_expiry") == (
        date(1987, 8, 10),
        date(2024, 4, 16),
        date(2026, 2, 16),
    )


@pytest.mark.parametrize("held", list(every_parameter()), ids=lambda held: held.name)
def test_every_parameter_says_what_it_is_and_who_says_so(held):
    assert held.title
    assert held.unit
    assert held.source
    assert held.values
    assert len({value.since for value in held.values}) == len(held.values)


@pytest.mark.parametrize("held", list(every_parameter()), ids=lambda held: held.name)
def test_no_parameter_holds_before_its_first_day(held):
    with pytest.raises(NotYetSet):
        held.on(held.values[0].since - timedelta(days=1))


@pytest.mark.parametrize("name", ["no_such_number", "../parameter", "__init__"])
def test_a_name_without_a_file_is_unknown(name):
    with pytest.raises(UnknownParameter):
        parameter(name, on=TODAY)


def test_a_list_is_no_number_and_a_number_no_list():
    with pytest.raises(UnknownParameter):
        parameter("consent_elements", on=TODAY)
    with pytest.raises(UnknownParameter):
        words("tolerance", on=TODAY)
    with pytest.raises(UnknownParameter):
        numbers("consent_elements", on=TODAY)
