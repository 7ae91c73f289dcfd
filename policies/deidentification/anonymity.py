"""How many persons share what is kept of each: k-anonymity on the quasi-identifiers."""

from collections.abc import Sequence

import polars as pl

from schemas.record import record

# What a stranger may know of a person and a person table keeps.
QUASI_IDENTIFIERS = (
    "birth_year",
    "over_89",
    "sex",
    "race",
    "ethnicity",
    "language",
    "zip3",
    "zip5",
    "rurality",
    "deprivation_decile",
    "deceased",
)


@record
class Anonymity:
    """The smallest class of persons that look alike, and how many persons are in small classes.

    `k` is 0 where there are no persons; `below` counts the persons in classes of fewer than
    `threshold`.
    """

    k: int
    persons: int
    classes: int
    threshold: int
    below: int


def lookalikes(persons: pl.DataFrame) -> pl.DataFrame:
    """Return the classes of persons that look alike as (likeness: UInt64, persons: UInt32).

    `persons` has the columns of the person table. A likeness is a hash of the quasi-identifiers,
    so that the classes of many batches can be added up without keeping what they are made of.
    """
    seen = persons.with_columns(birth_year=pl.col("birth_day").dt.year())
    alike = pl.concat_str(
        [_as_text(seen, name) for name in QUASI_IDENTIFIERS], separator="\x1f", ignore_nulls=False
    ).hash(seed=0)
    return seen.group_by(alike.alias("likeness")).agg(pl.len().alias("persons"))


def anonymity(classes: Sequence[pl.DataFrame], *, threshold: int) -> Anonymity:
    """Return the k of all the classes that `lookalikes` gave, added up.

    `threshold` is in persons: the smallest class that does not stand out.
    """
    if not classes:
        return Anonymity(k=0, persons=0, classes=0, threshold=threshold, below=0)
    whole = pl.concat(classes).group_by("likeness").agg(pl.col("persons").sum())
    sizes = whole["persons"]
    return Anonymity(
        k=int(sizes.min() or 0),  # type: ignore[arg-type]
        persons=int(sizes.sum()),
        classes=whole.height,
        threshold=threshold,
        below=int(sizes.filter(sizes < threshold).sum()),
    )


def _as_text(persons: pl.DataFrame, name: str) -> pl.Expr:
    """Give a cell as text; codings in the order in which they came."""
    cell = pl.col(name)
    if isinstance(persons.schema[name], pl.List):
        cell = cell.list.eval(pl.element().struct.json_encode()).list.join(",")
    return cell.cast(pl.String).fill_null("")
