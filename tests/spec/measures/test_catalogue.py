"""Which measures a release holds: the core, those asked for, and none without its term."""

import pytest

from hub.measures.measure import (
    measures,
    not_for_release,
    released_measures,
)

CORE = {each.identifier for each in measures() if each.catalogue == "core"}
ASKED = {
    "nothing further": ((), (), set()),
    "one further": (("HUB-FUM",), (), {"HUB-FUM"}),
    "one of the core": (("CMS2",), (), set()),
    "a measure of cost without the term": (("HUB-COST",), (), set()),
    "a measure of cost with the term": (("HUB-COST",), ("cost",), {"HUB-COST"}),
    "the term alone asks for nothing": ((), ("cost",), set()),
}


@pytest.mark.parametrize(("further", "terms", "more"), ASKED.values(), ids=ASKED)
def test_a_release_holds_the_core_and_what_is_asked_for(further, terms, more):
    found = {each.identifier for each in released_measures(further, terms=terms)}

    assert found == CORE | more


def test_a_measure_that_there_is_not_is_an_error():
    with pytest.raises(KeyError):
        released_measures(("HUB-LUCK",), terms=())


def test_measures_of_cost_are_neither_core_nor_without_their_term():
    amounts = {each.identifier for each in measures() if "allowed_amount" in each.sql}

    assert amounts >= {"HUB-COST", "HUB-PARITY"}
    for each in measures():
        if each.identifier in {"HUB-COST", "HUB-PARITY"}:
            assert (each.catalogue, each.term) == ("further", "cost")


ASKED_FOR = {
    "a measure of persons": (("HUB-PHQ9-MON",), []),
    "one that there is not": (("HUB-LUCK",), ["there is no measure HUB-LUCK"]),
    "one of visits": (("HUB-FUM",), []),
}


@pytest.mark.parametrize(("names", "refused"), ASKED_FOR.values(), ids=ASKED_FOR)
def test_what_cannot_be_released_is_told_at_the_start(names, refused):
    assert not_for_release(names) == refused
