"""Results of persons, in their places, summed to cells; and cells summed to lines."""

from collections.abc import Mapping, Sequence

import polars as pl

from hub.measures.measure import Measure, measures
from hub.measures.placement.strata import STRATA
from schemas.cell import CELL, EVERYBODY, LINE, LINKED, POPULATION_COLUMNS, UNKNOWN
from schemas.period import Period

# What a line may leave untold; the other columns of a cell always tell lines apart.
PLACES = ("practice", "payer", "line_of_business")


def cells(
    chosen: Sequence[Measure],
    results: Mapping[str, pl.DataFrame],
    places: pl.DataFrame,
    period: Period,
) -> pl.DataFrame:
    """Return the cells (schemas/cell.py) of measures, for everybody and for each stratum.

    `results` are those of the engine by identifier; `places` has the columns of PLACE. A person
    counts in one practice, for one payer and line of business. Empty cells are left out.
    """
    parts = [
        _of_measure(measure, results[measure.identifier], places, period) for measure in chosen
    ]
    return pl.concat([pl.DataFrame(schema=CELL), *parts])


def reported_cells(
    counts: pl.DataFrame, period: Period, *, contributor: str, payer: str = UNKNOWN
) -> pl.DataFrame:
    """Return the cells of counts that a contributor computed at home, for that period.

    `counts` are its rows of the measure_count table; `payer` is meant where they name none. Their
    persons are distinct in the contributor's own space alone. A count that is not reported makes
    no cell, and so is no zero; a total over places that it tells apart as well is left out. Where
    no version is given, the measure's present one is meant.
    """
    own = counts.filter(
        pl.col("period_start") == period.first,
        pl.col("period_end") == period.last,
        pl.col("count").is_not_null(),
    )
    for name in PLACES:
        same = pl.col(name).is_null().all().over("measure", "rate", "stratum")
        own = own.filter(pl.col(name).is_not_null() | same)
    versions = {measure.identifier: measure.version for measure in measures()}
    keys = [name for name in CELL if name not in POPULATION_COLUMNS]
    named = own.with_columns(
        pl.col("rate").fill_null("1"),
        pl.col("version").fill_null(pl.col("measure").replace_strict(versions, default="")),
        pl.col("practice").fill_null(UNKNOWN),
        pl.col("payer").fill_null(payer),
        pl.col("line_of_business").fill_null(UNKNOWN),
        pl.col("stratum").fill_null(EVERYBODY),
        space=pl.lit(contributor),
    )
    return named.group_by(keys).agg(map(_of_population, POPULATION_COLUMNS)).cast(CELL)


def lines(inner: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Sum cells over the places that `by` does not name; the columns are those of LINE.

    Persons of one space are distinct; persons of different spaces may be the same, so each count
    lies between the largest space's and the sum.
    """
    told = [name for name in LINE if name in CELL and name not in {*PLACES, *POPULATION_COLUMNS}]
    kept = [*told, *(name for name in PLACES if name in by)]
    within = inner.group_by(*kept, "space").agg(_sum(name) for name in POPULATION_COLUMNS)
    return (
        within.group_by(kept)
        .agg(
            ((pl.col("space").n_unique() == 1) | (pl.col("space") == LINKED).all()).alias("linked"),
            *(_sum(name) for name in POPULATION_COLUMNS),
            *(pl.col(name).max().alias(f"{name}_lowest") for name in POPULATION_COLUMNS),
        )
        .with_columns(pl.lit(EVERYBODY).alias(name) for name in PLACES if name not in by)
        .select(LINE.names())
        .cast(LINE)
    )


def _of_measure(
    measure: Measure, result: pl.DataFrame, places: pl.DataFrame, period: Period
) -> pl.DataFrame:
    placed = result.join(places, on="person", how="inner")
    keys = ["rate", *PLACES, "space"]
    names = (*STRATA, *(stratum.name for stratum in measure.strata))
    strata = [pl.lit(EVERYBODY), *(pl.format(f"{name}={{}}", pl.col(name)) for name in names)]
    parts = [
        placed.with_columns(stratum=value)
        .filter(pl.col("stratum").is_not_null())
        .group_by(*keys, "stratum")
        .agg(_sum(name) for name in POPULATION_COLUMNS)
        for value in strata
    ]
    counted = pl.concat(parts).filter(
        pl.sum_horizontal(pl.col(POPULATION_COLUMNS).fill_null(0)) > 0
    )
    named = counted.with_columns(
        measure=pl.lit(measure.identifier),
        version=pl.lit(measure.version),
        period_start=pl.lit(period.first),
        period_end=pl.lit(period.last),
    )
    return named.select(CELL.names()).cast(CELL)


def _sum(name: str) -> pl.Expr:
    # A population that no row defines stays null: it is not a zero.
    return pl.when(pl.col(name).is_not_null().any()).then(pl.col(name).sum()).alias(name)


def _of_population(column: str) -> pl.Expr:
    mine = pl.col("count").filter(pl.col("population") == column.replace("_", "-"))
    return mine.first().alias(column)
