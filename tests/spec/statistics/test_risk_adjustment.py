"""Risk adjustment of an outcome: expected events by the mix of patients, and the model's fit."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.publication.risk_adjustment import FEW, risk_adjusted


def patients(*groups):
    """Rows for (practice, trait, how many are met, of how many)."""
    return pl.DataFrame(
        [
            {"practice": practice, "severity": severity, "met": int(number < met)}
            for practice, severity, met, total in groups
            for number in range(total)
        ],
        schema={"practice": pl.String, "severity": pl.String, "met": pl.Int64},
    )


# Of the mild 30 of 60 are met, of the severe 10 of 60.
MIXED = patients(
    ("a", "mild", 20, 40), ("a", "severe", 4, 20), ("b", "mild", 10, 20), ("b", "severe", 6, 40)
)


def test_a_practice_with_milder_patients_is_expected_to_do_better():
    found = risk_adjusted(MIXED, ["severity"])
    a, b = found.practices["a"], found.practices["b"]

    # 40 x 30/60 + 20 x 10/60, and 20 x 30/60 + 40 x 10/60.
    assert (a.observed, b.observed) == (24, 16)
    assert (a.expected, b.expected) == pytest.approx((40 / 2 + 20 / 6, 20 / 2 + 40 / 6))
    assert a.ratio == pytest.approx(24 / (40 / 2 + 20 / 6))
    assert found.crude == pytest.approx(40 / 120)
    assert a.rate == pytest.approx(a.ratio * 40 / 120)
    assert a.lowest < a.ratio < a.highest


def test_the_fit_says_how_well_patients_are_told_apart():
    fit = risk_adjusted(MIXED, ["severity"]).fit

    # Of 40 x 80 pairs the milder is met in 30 x 50, and 30 x 30 + 10 x 50 are alike.
    assert fit.c_statistic == pytest.approx((30 * 50 + (30 * 30 + 10 * 50) / 2) / (40 * 80))
    assert (fit.cells, fit.in_small_cells) == (2, 0.0)


def test_without_traits_that_differ_nobody_is_told_apart():
    alike = patients(("a", None, 3, FEW), ("b", None, 5, FEW - 1))
    fit = risk_adjusted(alike, ["severity"]).fit

    assert fit.c_statistic == pytest.approx(0.5)
    assert fit.cells == 1


def test_small_cells_are_told():
    rows = patients(("a", "mild", 3, FEW), ("a", "severe", 5, FEW - 1))

    assert risk_adjusted(rows, ["severity"]).fit.in_small_cells == pytest.approx(
        (FEW - 1) / (2 * FEW - 1)
    )


def test_where_nothing_happens_there_is_no_figure():
    found = risk_adjusted(patients(("a", "mild", 0, 5)), ["severity"])

    assert (found.practices, found.fit.c_statistic) == ({}, None)
    assert risk_adjusted(patients(), ["severity"]) is None


GROUPS = st.lists(
    st.tuples(
        st.sampled_from("abc"), st.sampled_from(["mild", "severe", None]), st.integers(0, 5)
    ).map(lambda group: (*group, 5)),
    min_size=1,
    max_size=8,
)


@given(GROUPS)
def test_what_is_expected_of_all_practices_is_what_happened(groups):
    rows = patients(*groups)
    found = risk_adjusted(rows, ["severity"])

    expected = sum(each.expected for each in found.practices.values())
    assert expected == pytest.approx(rows["met"].sum())
