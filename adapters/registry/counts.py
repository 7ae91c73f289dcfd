"""Counts that a practice or plan computed at home: long, or with a column for each population.

Three values are told apart: a count, 0 among them; NR, not reported; and an empty cell, which is a
count that is missing. A count that its sender suppressed is none of them, and is a fault.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import polars as pl

from adapters.delimited.headed import is_headed, read_headed
from adapters.delimited.header import Header
from adapters.delimited.reading import Reading
from adapters.delimited.sheet import Sheet, is_likely
from adapters.format import Format
from adapters.registry.spelling import meanings, words
from adapters.source import Source
from schemas.batch import Batch
from schemas.measure_result import POPULATIONS
from schemas.records.measure_count import MEASURE_COUNT
from schemas.table import Check

SPELLINGS = MappingProxyType(
    {
        "measure": ("measure_id", "measure_identifier", "cms_id"),
        "version": ("measure_version",),
        "rate": ("rate_number",),
        "period_start": ("period_start_day", "start_date", "measurement_period_start", "from"),
        "period_end": ("period_end_day", "end_date", "measurement_period_end", "to"),
        "year": ("measurement_year", "performance_year", "reporting_year"),
        "practice": ("practice_id", "clinic", "clinic_id", "site", "site_id"),
        "payer": ("plan", "payer_id", "health_plan"),
        "line_of_business": ("lob", "product_line"),
        "stratum": ("strata", "stratification"),
        "population": ("population_type", "population_code"),
        "count": ("population_count", "n", "number"),
        "not_reported": ("not_reported_reason",),
        "initial-population": ("initial_population", "initial_patient_population", "ipop", "ipp"),
        "denominator": ("denom", "eligible"),
        "denominator-exclusion": ("denominator_exclusion", "denominator_exclusions", "denex"),
        "numerator": ("numer",),
        "numerator-exclusion": ("numerator_exclusion", "numerator_exclusions", "numex"),
        "denominator-exception": ("denominator_exception", "denominator_exceptions", "denexcep"),
    }
)
NOT_REPORTED = MappingProxyType(
    {
        "not-reported": ("nr", "n/r", "not reported", "no report"),
        "not-computable": ("nc", "n/c", "not computable"),
    }
)
WHY = "not_reported"
SUPPRESSED = r"^\s*(<|≤|\*|[sS]$|[dD][sS]$|(?i:suppressed|masked|small))"


def recognises(head: bytes) -> bool:
    """Say whether the first bytes hold the header of a sheet of counts."""
    return is_headed(head, _sheet)


def read(source: Source) -> Iterator[Batch]:
    """Return the counts of a sheet as rows of measure_count."""
    return read_headed(
        source,
        _sheet,
        remedy="begin the file with a header that names measure, period_start, period_end,"
        " practice, population and count, or a column for each population",
    )


FORMAT = Format(name="counts-csv", recognises=recognises, read=read)


def _sheet(header: Header) -> Sheet | None:
    """Return how the file is read, None where its columns are not those of counts."""
    means = meanings(header, SPELLINGS)
    if "measure" not in means or not {"period_start", "year"} & means.keys():
        return None
    if {"population", "count"} <= means.keys():
        counts = {"": means["count"]}
    elif {"denominator", "numerator"} <= means.keys():
        counts = {name: means[name] for name in POPULATIONS if name in means}
    else:
        return None
    identity = {name: column for name, column in means.items() if name in MEASURE_COUNT.names}
    spells = dict.fromkeys(counts.values(), words(NOT_REPORTED))
    if "population" in means:
        spells[means["population"]] = words({name: SPELLINGS[name] for name in POPULATIONS})
    sheet = Sheet(
        header=header,
        readings=tuple(_reading(identity, means, name, column) for name, column in counts.items()),
        known=frozenset({*identity.values(), *counts.values(), means.get("year", "")}),
        spells=spells,
        checks=tuple(
            check for column in counts.values() for check in _checks(column, means.get(WHY))
        ),
    )
    return sheet if is_likely(sheet) else None


def _reading(
    identity: Mapping[str, str], means: Mapping[str, str], population: str, column: str
) -> Reading:
    """Return how the count of one column is read; `population` is empty where each row has one."""
    count = pl.col(column)
    said = count.is_in(list(NOT_REPORTED))
    # What its sender suppressed has a fault of its own.
    given = ~said & ~count.str.contains(SUPPRESSED)
    why = pl.when(said).then(count)
    cells = {
        "count": pl.when(given).then(count),
        WHY: pl.coalesce(pl.col(means[WHY]), why) if WHY in means else why,
    }
    named = {**identity, "count": column}
    if population:
        cells["population"] = pl.lit(population)
    if "year" in means:
        for name, day in (("period_start", "-01-01"), ("period_end", "-12-31")):
            if name not in identity:
                named[name] = means["year"]
                cells[name] = pl.col(means["year"]) + day
    return Reading(table=MEASURE_COUNT, means=named, cells=cells)


def _checks(column: str, why: str | None) -> Iterator[Check]:
    """Yield the rules for the text of a count."""
    filled = pl.col(column).is_not_null()
    yield Check(
        rule="suppressed-count",
        field=column,
        remedy="give the count itself, 0 where nobody counts, or NR; the hub suppresses what it"
        " shows",
        holds=lambda: ~pl.col(column).str.contains(SUPPRESSED),
    )
    yield Check(
        rule="count-missing",
        field=column,
        remedy="write 0 where nobody counts, or NR where the count is not reported",
        holds=lambda: filled | pl.col(why).is_not_null() if why else filled,
        warning=True,
    )
