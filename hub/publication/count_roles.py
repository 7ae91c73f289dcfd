"""What a person adds to each count of a rate: met, not met, excluded; or events and exposure."""

from collections.abc import Sequence

import polars as pl

MET, NOT_MET, EXCLUDED, COUNTED = "met", "not met", "excluded", "counted"
PERSONS, EVENTS, EXPOSURE = "persons", "events", "exposure"
# Counts that nothing else adds up to; COUNTED and PERSONS are their sums.
LEAVES = (MET, NOT_MET, EXCLUDED)
SUMS = (COUNTED, PERSONS)
# What adds up to a sum.
PARTS = {COUNTED: (MET, NOT_MET), PERSONS: LEAVES}


def role_counts(own: pl.DataFrame, *, counts: str) -> pl.DataFrame:
    """Return the rows of one rate with a column for each thing counted, in whole numbers.

    `own` has the populations of the engine's result; `counts` is what a rate counts (Rate.counts).
    Of persons each is met, not met or excluded, and counts once. Of episodes (visits, stays) a
    person has some of each, and PERSONS is the number of all of them. Of events and amounts PERSONS
    counts persons, and EXPOSURE is what events are held against.
    """
    met, total = _whole("numerator"), _whole("denominator")
    excluded = _whole("denominator_exclusion") + _whole("denominator_exception")
    if counts in {"events", "amounts"}:
        made = {PERSONS: pl.lit(1), EVENTS: met, EXPOSURE: total}
    elif counts == "episodes":
        made = {
            MET: met,
            NOT_MET: total - excluded - met,
            EXCLUDED: excluded,
            COUNTED: total - excluded,
            PERSONS: total,
        }
    else:
        out, happened = excluded > 0, met > 0
        made = {
            MET: ~out & happened,
            NOT_MET: ~out & ~happened,
            EXCLUDED: out,
            COUNTED: ~out,
            PERSONS: pl.lit(1),
        }
    return own.with_columns(value.cast(pl.Int64).alias(role) for role, value in made.items())


def roles_of(rows: pl.DataFrame) -> tuple[str, ...]:
    """Return what is counted in rows that `role_counts` made; exposure where it is not persons."""
    if EVENTS not in rows.columns:
        return (PERSONS, COUNTED, EXCLUDED, MET, NOT_MET)
    return (PERSONS, EVENTS, EXPOSURE) if bool((rows[EXPOSURE] > 1).any()) else (PERSONS, EVENTS)


def summed(rows: pl.DataFrame, roles: Sequence[str], keys: Sequence[str]) -> pl.DataFrame:
    """Return by `keys` and `counted` the `value` of each role and how many `people` it is of."""
    parts = [
        rows.filter(pl.col(role) != 0)
        .group_by(keys)
        .agg(value=pl.col(role).sum(), people=pl.len())
        .select(*keys, pl.lit(role).alias("counted"), "value", pl.col("people").cast(pl.Int64))
        for role in roles
    ]
    return pl.concat(parts)


def rows_of_role(rows: pl.DataFrame, role: str) -> pl.DataFrame:
    """Return the rows of what is counted; of a sum that has none, those that add up to it."""
    own = rows.filter(pl.col("counted") == role)
    if own.height or role not in PARTS:
        return own
    return rows.filter(pl.col("counted").is_in(PARTS[role]))


def mark_of(rows: pl.DataFrame, role: str) -> str:
    """Return a name of whom a role counts, and how often: equal names, equal persons and counts.

    A sum of hashes does not depend on the order of rows. Nobody is named as nobody.
    """
    persons = rows.filter(pl.col(role) != 0).select("person", pl.col(role).alias("count"))
    marks = persons.hash_rows(seed=1).cast(pl.Int128).sum() if persons.height else 0
    return f"{persons.height}-{marks}" if persons.height else ""


def persons_marked(mark: str) -> int:
    """Return how many persons a mark names."""
    return int(mark.partition("-")[0] or 0)


def _whole(name: str) -> pl.Expr:
    return pl.col(name).fill_null(0)
