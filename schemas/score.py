"""The rule that a score lies in the range of its instrument."""

from collections.abc import Sequence
from functools import cache

import polars as pl

from schemas.instruments import instruments
from schemas.table import Check

# Scores with decimals are compared in steps, so the step's own rounding must not matter.
_ROUNDING = 1e-6


RULE, FIELD = "out-of-range", "value_number"


def score_in_range() -> Check:
    """A score of an instrument lies in its range, on one of its steps; null is not judged."""
    said = "; ".join(
        f"{each.title} {each.least:g} to {each.most:g}"
        + (f" in steps of {each.step:g}" if each.step != 1 else "")
        for each in instruments()
    )
    return Check(
        rule=RULE,
        field=FIELD,
        remedy=f"give the score of the instrument: {said}",
        holds=_holds,
    )


def _holds() -> pl.Expr:
    # As an expression, what instrument a code is of would be looked up for each of its six uses.
    return pl.map_batches(["code", FIELD], _in_range, return_dtype=pl.Boolean)


def _in_range(columns: Sequence[pl.Series]) -> pl.Series:
    """Say of each row (codes, score) whether the score is one; null where it is no instrument's."""
    codes, score = columns
    which = pl.select(_numbers(codes)).to_series().cast(pl.UInt32)
    least, most, step = (bounds.gather(which) for bounds in _bounds())
    steps = (score - least) / step
    on_step = (steps - steps.round()).abs() < _ROUNDING
    # A number that is none has its own fault.
    return ~score.is_finite() | ((score >= least) & (score <= most) & on_step)


def _numbers(codes: pl.Series) -> pl.Expr:
    """Return the number of the instrument of which a code is, of several codes the last one's."""
    coding = pl.element().struct.field("system") + "|" + pl.element().struct.field("code")
    known = coding.replace_strict(_places(), default=None, return_dtype=pl.Int8)
    return pl.lit(codes).list.eval(known).list.max()


@cache
def _places() -> dict[str, int]:
    return {
        f"{system}|{code}": number
        for number, each in enumerate(instruments())
        for system, code in each.codes
    }


@cache
def _bounds() -> tuple[pl.Series, ...]:
    """Return the least and the most score of each instrument, and the step between scores."""
    return tuple(
        pl.Series([getattr(each, name) for each in instruments()], dtype=pl.Float64)
        for name in ("least", "most", "step")
    )
