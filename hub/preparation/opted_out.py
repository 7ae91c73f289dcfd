"""Persons who said no: under Safe Harbor nobody but their own participant can still find them."""

from datetime import date

import polars as pl

# Of several reasons of one person the first is told.
REASONS = ("restriction", "refusal", "opt-out")


def opted_out(directives: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Return the persons with a refusal in force on a day, each once with its `reason`.

    `directives` has the columns of the consent_directive table. A refusal counts whatever part it
    refuses: from its signature to its last day, both included, until the day of its revocation.
    """
    refuses = pl.col("decision") == "deny"
    signed = (pl.col("start_day") <= on).fill_null(value=True)
    lasts = (pl.col("end_day") >= on).fill_null(value=True)
    stands = (pl.col("revoked_day") > on).fill_null(value=True)
    kind = pl.col("kind")
    reason = pl.when(kind.is_in(REASONS)).then(kind).otherwise(pl.lit("refusal"))
    order = pl.col("reason").replace_strict(REASONS, list(range(len(REASONS))))
    said = directives.filter(refuses & signed & lasts & stands).select("person", reason=reason)
    return said.sort("person", order).unique("person", keep="first", maintain_order=True)
