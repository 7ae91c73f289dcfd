"""Where a record comes from: a program of 42 CFR Part 2, certainly not one, or unknown."""

import numpy as np
import numpy.typing as npt
import polars as pl

from policies.labelling.program_registry import ProgramRegistry
from policies.labelling.span import first_day, has_days, last_day
from schemas.table import Table

# Of two answers the greater holds: evidence of a program outweighs an attestation.
UNKNOWN, NO, YES = 0, 1, 2
WORDS = pl.Series(["unknown", "no", "yes"])
NUMBERS = {word: number for number, word in enumerate(WORDS)}

Answers = npt.NDArray[np.uint8]


def provenance(rows: pl.DataFrame, table: Table, registry: ProgramRegistry) -> Answers:
    """Return for each row what the registry says of its practice, its clinician and its sender.

    42 CFR 2.11, 2.12(a). "no" needs somebody on the attested list of non-programs who is in it on
    every day that the record may speak of; "yes" needs a program on any of them.
    """
    answers = np.full(rows.height, UNKNOWN, dtype=np.uint8)
    named = np.zeros(rows.height, dtype=np.bool_)
    for column in ("practice", "provider"):
        if column in table.names and rows[column].null_count() < rows.height:
            answers = np.maximum(answers, _standing_of(rows, table, column, registry))
            named |= rows[column].is_not_null().to_numpy()
    submitter = NUMBERS[registry.submitter]
    if submitter == YES:
        return np.full(rows.height, YES, dtype=np.uint8)
    return np.where(named, answers, np.uint8(submitter)).astype(np.uint8)


def _standing_of(
    rows: pl.DataFrame, table: Table, column: str, registry: ProgramRegistry
) -> Answers:
    standings = registry.standings
    if standings.is_empty():
        return np.full(rows.height, UNKNOWN, dtype=np.uint8)
    dated = standings.filter(pl.col("start").is_not_null() | pl.col("end").is_not_null())
    always = (
        standings.filter(pl.col("start").is_null() & pl.col("end").is_null())
        .group_by("entity")
        .agg(pl.col("part2").replace_strict(NUMBERS, return_dtype=pl.UInt8).max())
    )
    named = rows[column].replace_strict(
        always["entity"], always["part2"], default=UNKNOWN, return_dtype=pl.UInt8
    )
    answers: Answers = np.array(named.to_numpy())
    known = rows[column].is_in(dated["entity"].unique().implode()).fill_null(value=False)
    if not known.any():
        return answers
    at = known.arg_true()
    concerned = rows.select(pl.col(column).alias("entity"), *_days(table))[at].with_columns(row=at)
    best = _in_time(concerned.join(dated, on="entity"))
    where = best["row"].to_numpy()
    answers[where] = np.maximum(answers[where], best["answer"].to_numpy())
    return answers


def _in_time(placed: pl.DataFrame) -> pl.DataFrame:
    """Answer for each row by the standings with days: (row, answer)."""
    start = pl.col("start").fill_null(pl.date(1, 1, 1))
    end = pl.col("end").fill_null(pl.date(9999, 12, 31))
    touches = ((pl.col("first") <= end) & (pl.col("last") >= start)).fill_null(value=True)
    covers = ((pl.col("first") >= start) & (pl.col("last") <= end)).fill_null(value=False)
    answer = (
        pl.when((pl.col("part2") == "yes") & touches)
        .then(YES)
        .when((pl.col("part2") == "no") & covers)
        .then(NO)
        .otherwise(UNKNOWN)
    )
    return placed.group_by("row").agg(answer=answer.max().cast(pl.UInt8))


def _days(table: Table) -> list[pl.Expr]:
    if has_days(table):
        return [first_day(table), last_day(table)]
    return [pl.lit(None, pl.Date).alias("first"), pl.lit(None, pl.Date).alias("last")]
