"""What decided disputes say of where a person is counted, put before the rule of record."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from hub.measures.placement.explanation import candidates
from hub.measures.placement.whose_word import of_persons
from hub.measures.tables import Rows
from hub.measures.value_sets import DEFAULT
from schemas.cell import UNKNOWN
from schemas.period import Period

DECIDED = pl.Schema({"person": pl.String, "practice": pl.String, "here": pl.Boolean})
"""Decisions as they were made, the latest last: a person is counted at the practice, or is not."""

METHOD = "decided"
# How the rule of record calls what put a candidate forward.
_METHODS = {
    "chosen": "chosen",
    "roster": "roster",
    "registry": "registry",
    "computed by the sender": "plurality",
    "visits": "plurality",
}


def with_decisions(
    places: pl.DataFrame,
    decided: pl.DataFrame,
    tables: Mapping[str, Rows],
    period: Period,
    *,
    folders: Sequence[Path] = DEFAULT,
) -> pl.DataFrame:
    """Return the places (columns of PLACE) with the practices that the decisions leave.

    `decided` has the columns of DECIDED; of one practice its last word on a person counts, and of
    several to which a person was given the last. Who is not at a practice goes to the next
    candidate of the rule on the same `tables`, or to nobody.
    """
    held = decided.unique(["person", "practice"], keep="last", maintain_order=True)
    disputed = held.join(places, on="person", how="semi")
    if disputed.is_empty():
        return places
    given = disputed.filter("here").unique("person", keep="last", maintain_order=True)
    moved = pl.concat(
        [
            given.select("person", "practice", method=pl.lit(METHOD)),
            _next_best(disputed, given, tables, period, folders),
        ]
    )
    return (
        places.join(moved, on="person", how="left", suffix="_moved", maintain_order="left")
        .with_columns(
            pl.coalesce(f"{name}_moved", name).alias(name) for name in ("practice", "method")
        )
        .select(places.columns)
    )


def _next_best(
    disputed: pl.DataFrame,
    given: pl.DataFrame,
    tables: Mapping[str, Rows],
    period: Period,
    folders: Sequence[Path],
) -> pl.DataFrame:
    """The first candidate of each person who was given to nobody, less those decided against."""
    left = disputed.join(given, on="person", how="anti")
    persons = left["person"].unique().to_list()
    ranked = candidates(of_persons(tables, persons), period, folders=folders)
    best = (
        ranked.join(left, on=["person", "practice"], how="anti")
        .sort("person", "place")
        .unique("person", keep="first", maintain_order=True)
        .with_columns(method=pl.col("pass").replace_strict(_METHODS, return_dtype=pl.String))
    )
    nobody = pl.lit(UNKNOWN)
    return (
        left.select("person")
        .unique()
        .join(best.select("person", "practice", "method"), on="person", how="left")
        .with_columns(pl.col("practice", "method").fill_null(nobody))
    )
