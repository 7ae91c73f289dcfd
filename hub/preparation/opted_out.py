"""Persons who said no: under Safe Harbor nobody but their own participant can still find them."""

from datetime import date

import polars as pl


def opted_out(directives: pl.DataFrame, *, on: date) -> pl.Series:
    """Return the persons with a refusal in force on a day, by the sender's own numbers (String).

    `directives` has the columns of the consent_directive table. A refusal counts whatever part it
    refuses: from its signature to its last day, both included, until the day of its revocation.
    """
    refuses = pl.col("decision") == "deny"
    signed = (pl.col("start_day") <= on).fill_null(value=True)
    lasts = (pl.col("end_day") >= on).fill_null(value=True)
    stands = (pl.col("revoked_day") > on).fill_null(value=True)
    return directives.filter(refuses & signed & lasts & stands)["person"].unique().sort()
