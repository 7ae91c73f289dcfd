"""Every person in his or her place: practice, payer and line of business of record, and strata."""

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import polars as pl

from hub.measures.engine import Limits, answer
from hub.measures.lineage import columns_read
from hub.measures.persons import one_row_each
from hub.measures.placement.rule import rule_named
from hub.measures.placement.strata import COLUMNS, STRATA, strata_of
from hub.measures.tables import CONTRIBUTOR, Rows, framed
from hub.measures.value_sets import DEFAULT, value_sets_of
from schemas.cell import LINKED, UNKNOWN
from schemas.period import Period

PRACTICE, PAYER = "practice_of_record", "payer_of_record"

PLACE = pl.Schema(
    {
        "person": pl.String,
        "practice": pl.String,
        "method": pl.String,
        "payer": pl.String,
        "line_of_business": pl.String,
        "space": pl.String,
    }
    | dict.fromkeys(STRATA, pl.String)
)


def place(
    tables: Mapping[str, Rows],
    period: Period,
    *,
    unlinked: Collection[str] = (),
    limits: Limits | None = None,
    folders: Sequence[Path] = DEFAULT,
) -> pl.DataFrame:
    """Return one row for each person of the person table, with the columns of PLACE.

    `unlinked` names the contributors whose tokens are of their own making: their persons are
    distinct within that contributor's records alone. What is not known is UNKNOWN, and `method`
    says how the practice was found.
    """
    found = {
        name: answer(
            rule_named(name),
            tables,
            period,
            value_sets_of(rule_named(name), folders),
            limits=limits or Limits(),
        )
        for name in (PRACTICE, PAYER)
    }
    persons = framed("person", tables.get("person", ()), (*COLUMNS, CONTRIBUTOR))
    strata = one_row_each(strata_of(persons, period.first))
    placed = (
        strata.join(found[PRACTICE], on="person", how="left")
        .join(found[PAYER], on="person", how="left")
        .join(_spaces(persons, unlinked), on="person", how="left")
    )
    known = [name for name in PLACE if name not in {"person", "space"}]
    return placed.select(
        "person",
        *(pl.col(name).replace("", None).fill_null(UNKNOWN) for name in known),
        pl.col("space").fill_null(LINKED),
    ).select(PLACE.names())


def columns_placed() -> dict[str, frozenset[str]]:
    """Return, by table, the columns that placing the persons needs."""
    needed: dict[str, frozenset[str]] = {"person": frozenset(COLUMNS)}
    for name in (PRACTICE, PAYER):
        for table, columns in columns_read(rule_named(name)).items():
            needed[table] = needed.get(table, frozenset()) | columns
    return needed


def _spaces(persons: pl.DataFrame, unlinked: Collection[str]) -> pl.DataFrame:
    own = persons.filter(pl.col(CONTRIBUTOR).is_in(list(unlinked)))
    return own.select("person", space=CONTRIBUTOR).unique("person", keep="first")
