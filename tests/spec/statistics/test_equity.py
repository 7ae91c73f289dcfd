"""Gaps between groups of patients, from the lines of a measure."""

import pytest

from hub.publication.equity import gaps, largest_group
from hub.publication.statistics import rate_gap

# Newcombe (1998), method 10: 56/70 and 48/80.
NEWCOMBE = {"female": (56, 70), "male": (48, 80)}
# Rothman: breast cancers in woman-years with and without fluoroscopy; the ratio as in epitools.
FLUOROSCOPY = {"exposed": (41, 28_010), "unexposed": (15, 19_017)}


def figures(gap):
    return (gap.value, gap.lowest, gap.highest)


def test_the_published_difference():
    male, female = gaps(NEWCOMBE, reference="male")

    assert (male.group, female.group) == ("male", "female")
    assert (male.difference, male.ratio) == (None, None)
    assert figures(female.difference) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert female.rate == pytest.approx(0.8)
    assert female.lowest < 0.8 < female.highest


# Katz (1978): 27/122 and 44/487.
def test_the_published_ratio():
    found = gaps({"x": (27, 122), "y": (44, 487)}, reference="y")

    assert figures(found[1].ratio) == pytest.approx((2.4495, 1.5836, 3.7896), abs=1e-3)


def test_the_published_gaps_of_rates_of_events():
    _, unexposed = gaps(FLUOROSCOPY, reference="exposed", events=True)
    exposed, _ = gaps(FLUOROSCOPY, reference="unexposed", events=True)

    assert figures(exposed.difference) == pytest.approx((0.000675, 0.0000749, 0.0012751), abs=5e-8)
    assert figures(exposed.ratio) == pytest.approx((1.855759, 1.0272, 3.3526), abs=5e-5)
    assert unexposed.difference.value == -exposed.difference.value
    assert exposed.lowest < 41 / 28_010 < exposed.highest


@pytest.mark.parametrize("groups", [((0, 0), (1, 2)), ((1, 2), (0, 0))])
def test_without_exposure_there_is_no_gap_and_without_events_no_ratio(groups):
    assert rate_gap.difference(*groups) is None
    assert rate_gap.ratio(*groups) is None
    assert rate_gap.ratio((0, 5), (1, 5)) is None


def test_more_events_than_members_are_a_rate_all_the_same():
    found = gaps({"x": (300, 100), "y": (150, 100)}, reference="y", events=True)

    assert found[0].rate == 3
    assert found[0].difference.value == pytest.approx(1.5)


def test_an_empty_group_has_no_rate_and_a_reference_without_success_no_ratio():
    x, y, z = gaps({"x": (0, 10), "y": (5, 10), "z": (0, 0)}, reference="x")

    assert (x.rate, z.rate, z.lowest, z.difference) == (0.0, None, None, None)
    assert y.ratio is None
    assert y.difference.value == pytest.approx(0.5)


def test_a_reference_that_is_not_shown_is_an_error():
    with pytest.raises(KeyError):
        gaps(NEWCOMBE, reference="other")


def test_the_largest_group_refers_where_nothing_else_is_agreed():
    assert largest_group(NEWCOMBE) == "male"
    assert largest_group({"b": (1, 5), "a": (2, 5)}) == "a"
    assert largest_group({}) is None
