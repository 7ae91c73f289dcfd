"""A release keeps to the strictest rules that its agreements ask for, also after a laxer one."""

from dataclasses import replace

import numpy as np
import pytest

from hub.publication.protection import protected
from policies.agreement.release_rules import ReleaseNumbers
from tests.builders import counted
from tests.release.test_release_in_time import PERSONS, changed, learned

ASKED = ReleaseNumbers(on=counted.DAY, asked={"minimum_cell_size": 30})
STRICT = replace(counted.TERMS, numbers=ASKED)


def told_under(safe, number):
    """How many counts of people under the number a release shows, zero apart."""
    shown = safe.protected.pattern.published[: safe.cells.size] & safe.cells.shown
    return int(np.sum(shown & (safe.cells.values > 0) & (safe.cells.values < number)))


@pytest.fixture(scope="module")
def placed():
    return counted.places(PERSONS)


@pytest.fixture(scope="module")
def said():
    return counted.met(PERSONS)


@pytest.fixture(scope="module")
def lax(placed, said):
    return protected(counted.group({"CMS2": said}, placed), counted.TERMS)


def test_no_count_under_the_number_that_an_agreement_asks_for_is_shown(placed, said, lax):
    strict = protected(counted.group({"CMS2": said}, placed), STRICT)

    assert told_under(lax, 30) > 0
    assert told_under(strict, 30) == 0
    assert strict.protected.pattern.published.any()


def test_a_number_raised_since_the_last_release_holds_for_the_next(placed, said, lax):
    now = changed(said, placed, "practice-01", by=4)
    past = (counted.released(lax),)
    strict = protected(counted.group({"CMS2": now}, placed, past=past), STRICT, past=past)

    assert told_under(strict, 30) == 0
    assert strict.protected.pattern.published.any()
    assert learned(lax, strict) == []
