"""What is true in the synthetic region, told by its plan and not by any measure's code.

A release is held against it: a published rate must follow from these counts.
"""

from datetime import date

import polars as pl

from hub.demo.plan import YEAR


def screening_truth(screened: pl.DataFrame, crowd: pl.DataFrame) -> pl.DataFrame:
    """Return per practice (position) the true population counts of the screening measure."""
    bipolar = crowd.select("person", "bipolar")
    negative, positive = pl.col("outcome") == "negative", pl.col("outcome") == "positive"
    known = screened.join(bipolar, on="person").with_columns(
        met=(negative | (positive & pl.col("followed"))) & ~pl.col("bipolar"),
        excused=(pl.col("outcome") == "declined") & ~pl.col("bipolar"),
    )
    return known.group_by("practice").agg(
        denominator=pl.len(),
        denominator_exclusion=pl.col("bipolar").sum(),
        numerator=pl.col("met").sum(),
        denominator_exception=pl.col("excused").sum(),
    )


def remission_truth(course: pl.DataFrame) -> pl.DataFrame:
    """Return per practice (position) the true counts of the remission measure, and of rescoring."""
    eligible = ~pl.col("excluded")
    return course.group_by("practice").agg(
        denominator=pl.len(),
        denominator_exclusion=pl.col("excluded").sum(),
        numerator=(pl.col("remitted") & eligible).sum(),
        rescored=(pl.col("rescored") & eligible).sum(),
    )


def service_truth(paid: pl.DataFrame, crowd: pl.DataFrame, what: str) -> pl.DataFrame:
    """Return per practice (position) the persons with, and the number of, such services."""
    year = pl.col("day").is_between(date(YEAR, 1, 1), date(YEAR, 12, 31))
    home = crowd.select("person", home="practice")
    of_kind = paid.filter((pl.col("what") == what) & year).join(home, on="person")
    return of_kind.group_by(practice="home").agg(
        persons=pl.col("person").n_unique(), services=pl.len()
    )
