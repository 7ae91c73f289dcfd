from itertools import pairwise

import polars as pl
from hypothesis import given
from hypothesis.strategies import lists, none, sampled_from

from hub.intake.runs import runs

VALUES = lists(none() | sampled_from(["a", "b", ""]), min_size=1)


@given(VALUES)
def test_the_values_of_runs_put_back_in_their_rows_are_the_values(values):
    of_runs, number = runs(pl.Series(values, dtype=pl.String))

    assert of_runs.gather(number).to_list() == values


@given(VALUES)
def test_no_two_neighbouring_runs_have_the_same_value(values):
    of_runs = runs(pl.Series(values, dtype=pl.String))[0].to_list()

    assert all(one != other for one, other in pairwise(of_runs))
