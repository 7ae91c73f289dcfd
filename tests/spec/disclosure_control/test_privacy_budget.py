"""The privacy budget of a year."""

import pytest

from policies.disclosure_control.privacy_budget import afforded

CASES = {
    "nothing spent yet": (1000, [], True, 1000),
    "exactly what is left": (1000, [600, 400], True, 0),
    "one thousandth too much": (1001, [600, 400], False, 1000),
    "all is spent": (1, [1000, 1000], False, 0),
    "for nothing": (0, [], False, 2000),
}


@pytest.mark.parametrize(("asked", "spent", "may", "left"), CASES.values(), ids=CASES)
def test_what_a_year_affords(asked, spent, may, left):
    found = afforded(asked, spent=spent, limit=2000)

    assert (found.may, found.left) == (may, left)
    assert found.may == (found.reason == "")
