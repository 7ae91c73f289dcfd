from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis.strategies import lists, none, sampled_from

from schemas.distinct import in_runs

VALUES = lists(none() | sampled_from(["a", "b", ""]), min_size=1)


@given(VALUES)
def test_the_values_of_runs_put_back_in_their_rows_are_the_values(values):
    known = in_runs(pl.Series(values, dtype=pl.String))

    assert known.cells.to_list() == values


@given(VALUES)
def test_no_two_neighbouring_runs_have_the_same_value(values):
    of_runs = in_runs(pl.Series(values, dtype=pl.String)).values.to_list()

    assert all(one != other for one, other in pairwise(of_runs))
