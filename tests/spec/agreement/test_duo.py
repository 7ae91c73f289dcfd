"""Permissions of the Data Use Ontology are purposes of use, and no wider than they say."""

import pytest

from policies.duo import PERMISSIONS, codes_of, purposes_named
from policies.purpose import PURPOSES, any_covers

NAMED = {
    "general research use": (["GRU"], {"HRESCH"}),
    "by its identifier, in small letters": (["duo:0000042"], {"HRESCH"}),
    "clinical care": (["CC"], {"TREAT"}),
    "population origins": (["POA"], {"POARCH"}),
    "beside codes and plain words": (
        ["DS", "HQUALIMP", "payment"],
        {"DSRCH", "HQUALIMP", "HPAYMT"},
    ),
    "no restriction is no permission": (["NRES"], {"NRES"}),
}


@pytest.mark.parametrize(("words", "purposes"), NAMED.values(), ids=NAMED)
def test_a_permission_is_its_purposes(words, purposes):
    assert purposes_named(words) == purposes


def test_each_permission_is_known_and_biomedical_research_is_not_about_origins():
    every = frozenset().union(*(each.purposes for each in PERMISSIONS.values()))

    assert every <= PURPOSES
    assert any_covers(purposes_named(["GRU"]), "POARCH")
    assert any_covers(purposes_named(["HMB"]), "CLINTRCH")
    assert not any_covers(purposes_named(["HMB"]), "POARCH")
    assert not any_covers(every - {"TREAT"}, "HOPERAT")


TOLD = {
    "one purpose": ({"HRESCH"}, ("GRU",)),
    "the widest alone": (purposes_named(["HMB", "DS"]), ("HMB",)),
    "a part of one is none": ({"CLINTRCH"}, ()),
    "operations have none": ({"HQUALIMP", "TREAT"}, ("CC",)),
}


@pytest.mark.parametrize(("purposes", "codes"), TOLD.values(), ids=TOLD)
def test_purposes_are_told_by_the_permissions_that_they_hold_whole(purposes, codes):
    assert codes_of(frozenset(purposes)) == codes
