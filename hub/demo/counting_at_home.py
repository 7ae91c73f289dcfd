"""What a contributor does that sends counts alone: it runs the same measures at home."""

from pathlib import Path

import polars as pl

from adapters.delimited.writing import write_table
from hub.demo.homes import Home
from hub.demo.plan import FURTHER
from hub.measures.cells import cells
from hub.measures.engine import evaluate
from hub.measures.lineage import columns_read
from hub.measures.measure import released_measures
from hub.measures.placement.placed import place
from hub.measures.value_sets import value_sets_of
from schemas.cell import EVERYBODY, POPULATION_COLUMNS
from schemas.period import Period
from schemas.records import TABLES

_CLINICAL = frozenset({"encounter", "observation"})


def count_at_home(home: Home, period: Period, file: Path) -> Path:
    """Evaluate the measures that the home has records for, and write the counts for the hub."""
    tables = {
        name: frame.with_columns(pl.col("person").cast(pl.String), contributor=pl.lit(home.name))
        if TABLES[name].has_person
        else frame.with_columns(contributor=pl.lit(home.name))
        for name, frame in home.tables.items()
    }
    clinical = home.kind != "payer"
    chosen = [
        each
        for each in released_measures(FURTHER, terms=())
        if bool(_CLINICAL & set(columns_read(each))) == clinical
    ]
    sets = {each.identifier: value_sets_of(each) for each in chosen}
    placed = place(tables, period)
    counted = cells(chosen, evaluate(chosen, tables, period, sets), placed, period)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_table(_counts(counted), TABLES["measure_count"], stream)
    return file


def _counts(told: pl.DataFrame) -> pl.DataFrame:
    keys = ["measure", "version", "rate", "period_start", "period_end", "practice"]
    known = pl.col("practice").str.starts_with("practice-")
    summed = (
        told.filter(pl.col("stratum") == EVERYBODY, known)
        .group_by(keys, maintain_order=True)
        .agg(pl.col(name).sum() for name in POPULATION_COLUMNS)
    )
    long = summed.unpivot(
        on=list(POPULATION_COLUMNS), index=keys, variable_name="population", value_name="count"
    )
    named = long.with_columns(pl.col("population").str.replace_all("_", "-"))
    return named.sort(*keys, "population")
