"""Gaps between groups of patients, from the lines of a measure."""

import polars as pl
import pytest

from hub.publication.equity import gaps, largest_group


def lines(**groups):
    """Rows by group: met, denominator, excluded, excepted."""
    return pl.DataFrame(
        [
            {
                "stratum": name,
                "numerator": met,
                "denominator": total,
                "denominator_exclusion": excluded,
                "denominator_exception": excepted,
            }
            for name, (met, total, excluded, excepted) in groups.items()
        ],
        schema_overrides={"denominator_exclusion": pl.Int64, "denominator_exception": pl.Int64},
    )


# Newcombe (1998), method 10: 56/70 and 48/80.
NEWCOMBE = lines(
    **{"sex=female": (56, 70, 0, 0), "sex=male": (48, 80, None, None), "race=white": (1, 2, 0, 0)}
)


def test_the_published_difference():
    male, female = gaps(NEWCOMBE, "sex", reference="male")

    assert (male.group, female.group) == ("male", "female")
    assert (male.difference, male.ratio) == (None, None)
    assert female.difference.value == pytest.approx(0.2)
    assert (female.difference.lowest, female.difference.highest) == pytest.approx(
        (0.0524, 0.3339), abs=5e-5
    )
    assert female.rate == pytest.approx(0.8)
    assert female.lowest < 0.8 < female.highest


# Katz (1978): 27/122 and 44/487.
def test_the_published_ratio():
    found = gaps(lines(**{"a=x": (27, 122, 0, 0), "a=y": (44, 487, 0, 0)}), "a", reference="y")
    ratio = found[1].ratio

    assert ratio.value == pytest.approx(2.4495, abs=5e-5)
    assert (ratio.lowest, ratio.highest) == pytest.approx((1.5836, 3.7896), abs=1e-3)


def test_whoever_is_excluded_or_excepted_is_not_in_the_rate():
    [found] = gaps(lines(**{"a=x": (4, 10, 1, 1)}), "a", reference="x")

    assert (found.met, found.total, found.rate) == (4, 8, 0.5)


def test_an_empty_group_has_no_rate_and_a_reference_without_success_no_ratio():
    rows = lines(**{"a=x": (0, 10, 0, 0), "a=y": (5, 10, 0, 0), "a=z": (0, 0, 0, 0)})
    x, y, z = gaps(rows, "a", reference="x")

    assert (x.rate, z.rate, z.lowest, z.difference) == (0.0, None, None, None)
    assert y.ratio is None
    assert y.difference.value == pytest.approx(0.5)


def test_a_reference_that_is_not_shown_is_an_error():
    with pytest.raises(KeyError):
        gaps(NEWCOMBE, "sex", reference="other")


def test_the_largest_group_refers_where_nothing_else_is_agreed():
    assert largest_group(NEWCOMBE, "sex") == "male"
    assert largest_group(NEWCOMBE, "rurality") is None
