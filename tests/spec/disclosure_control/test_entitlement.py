"""The entitlement table: who is shown what."""

import pytest

from policies.disclosure_control.entitlement import (
    UnknownAudience,
    agreed_entitlement,
    default_entitlement,
    entitlement,
    granted,
    shown_tables,
    strictest,
)

REGION = {"": "all"}
LINES = REGION | {"line_of_business": "all", "stratum": "all"}
GRANTED = {
    "public": REGION,
    "purchaser": LINES | {"payer": "all"},
    "practice": LINES | {"practice": "own"},
    "organization": LINES | {"practice": "own"},
    "payer": LINES | {"payer": "own", "payer, practice": "own"},
    "coordinator": LINES | {"payer": "all", "practice": "all"},
}


@pytest.mark.parametrize(("audience", "expected"), GRANTED.items(), ids=GRANTED)
def test_each_audience_sees_its_tables_and_no_other(audience, expected):
    found = granted(default_entitlement(), audience=audience)

    assert {", ".join(sorted(told)): it for told, it in found.items() if it != "none"} == expected


def test_there_are_no_further_audiences():
    assert set(default_entitlement().grants) == set(GRANTED)


def test_an_audience_that_was_not_agreed_sees_nothing():
    with pytest.raises(UnknownAudience):
        granted(default_entitlement(), audience="press")


OTHER = """
[[table]]
name = "region"
tells_apart = []
[[table]]
name = "practice"
tells_apart = ["practice"]
[[audience]]
name = "practice"
column = "practice"
sees = { region = "%s", practice = "%s" }
"""


def test_of_several_agreements_the_strictest_grant_holds():
    both = strictest([entitlement(OTHER % ("all", "own")), entitlement(OTHER % ("none", "all"))])

    assert both.grants == {"practice": {"region": "none", "practice": "own"}}


def test_agreements_that_tell_other_tables_apart_do_not_go_together():
    with pytest.raises(ValueError, match="tell other tables apart"):
        strictest([default_entitlement(), entitlement(OTHER % ("all", "own"))])


NO_COLUMNS = '[[table]]\nname = "a"\n[[audience]]\nname = "x"\nsees = { a = "all" }\n'


@pytest.mark.parametrize("terms", ["", "x = 1", "not a table", "[[table]]\nname = 1", NO_COLUMNS])
def test_terms_that_hold_no_entitlement_table_are_refused(terms):
    with pytest.raises(ValueError, match=r"."):
        agreed_entitlement(terms)


HELD_BY = {
    "payer": {"region", "plan", "practice"},
    "practice": {"region", "plan", "practice", "practice by payer"},
}


@pytest.mark.parametrize(("holder", "expected"), HELD_BY.items(), ids=HELD_BY)
def test_what_only_its_holders_are_shown_is_shown_to_nobody_else(holder, expected):
    agreed = default_entitlement()
    found = shown_tables(agreed, holder=holder)
    names = {name for name, told in agreed.tables.items() if told in found}

    assert names == expected | {"region by line of business", "region by stratum"}


def test_a_grant_of_an_unknown_table_is_refused():
    text = (
        '[[table]]\nname = "a"\ntells_apart = []\n[[audience]]\nname = "x"\nsees = { b = "all" }\n'
    )

    with pytest.raises(ValueError, match="names no table"):
        entitlement(text)
