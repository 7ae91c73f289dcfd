"""The rule that a score lies in the range of its instrument."""

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


@cache
def _holds() -> pl.Expr:
    # The codings are looked at once, whatever the number of instruments.
    place = {code: number for number, each in enumerate(instruments()) for code in each.codes}
    coding = pl.element().struct.field("system") + "|" + pl.element().struct.field("code")
    known = {f"{system}|{code}": number for (system, code), number in place.items()}
    which = (
        pl.col("code")
        .list.eval(coding.replace_strict(known, default=None, return_dtype=pl.Int8))
        .list.max()
    )
    score = pl.col("value_number")
    least, most, step = (
        which.replace_strict(
            {number: float(getattr(each, name)) for number, each in enumerate(instruments())},
            default=None,
            return_dtype=pl.Float64,
        )
        for name in ("least", "most", "step")
    )
    steps = (score - least) / step
    on_step = (steps - steps.round()).abs() < _ROUNDING
    # A number that is none has its own fault. Where nulls are among the scores, when and then would
    # take Polars twenty times as long.
    return ~score.is_finite() | ((score >= least) & (score <= most) & on_step)
