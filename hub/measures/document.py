"""Results of measures as plain objects: per person, or summed per rate and stratum."""

from collections.abc import Sequence

import polars as pl

from hub.measures.measure import Measure, Rate
from schemas.counted_measure import Counted, CountedMeasure, CountedRate, PersonCounted


def counted(measure: Measure) -> CountedMeasure:
    """Return what those who write results need to know of a measure."""
    return CountedMeasure(
        identifier=measure.identifier,
        version=measure.version,
        title=measure.title,
        direction=measure.direction,
        rates=tuple(
            CountedRate(
                name=rate.name, title=rate.title, populations=rate.populations, per=rate.per
            )
            for rate in measure.rates
        ),
    )


def by_person(measure: Measure, result: pl.DataFrame) -> list[PersonCounted]:
    """Return one row a person and rate, by person and rate in order of their names.

    Of a stratification in which the person is not, nothing is said.
    """
    names = [stratum.name for stratum in measure.strata]
    rates = {rate.name: rate for rate in measure.rates}
    return [
        PersonCounted(
            person=row["person"],
            rate=row["rate"],
            counts=_counts(rates[row["rate"]], row),
            strata={name: row[name] for name in names if row[name] is not None},
        )
        for row in result.sort("person", "rate").iter_rows(named=True)
    ]


def by_stratum(measure: Measure, result: pl.DataFrame) -> list[Counted]:
    """Return one row a rate, over all persons, and one for each of its strata."""
    return [
        row
        for rate in measure.rates
        for row in _of_rate(measure, rate, result.filter(pl.col("rate") == rate.name))
    ]


def _of_rate(measure: Measure, rate: Rate, result: pl.DataFrame) -> list[Counted]:
    rows = [_summed(rate, result, {})]
    for stratum in measure.strata:
        for value in stratum.values:
            inside = result.filter(pl.col(stratum.name) == value)
            rows.append(_summed(rate, inside, {stratum.name: value}))
    return rows


def _summed(rate: Rate, result: pl.DataFrame, strata: dict[str, str]) -> Counted:
    [row] = result.select(pl.col(rate.columns).sum()).to_dicts()
    return Counted(rate=rate.name, counts=_counts(rate, row), strata=strata)


def _counts(rate: Rate, row: dict[str, int]) -> dict[str, int]:
    codes: Sequence[tuple[str, str]] = tuple(zip(rate.populations, rate.columns, strict=True))
    return {code: row[column] for code, column in codes}
