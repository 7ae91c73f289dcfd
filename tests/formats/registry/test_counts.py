from datetime import date

import pytest

from adapters.registry.counts import read, recognises
from schemas.measure_result import POPULATIONS
from tests.builders.csv_files import batches, faults, rows, told

LONG = "measure,year,practice,population,count\n"
WIDE = "measure,period_start,period_end,practice,denominator,numerator,denominator exclusions\n"


def counts(content):
    found = rows(content, "measure_count", read)
    return found.select("population", "count", "not_reported").rows()


VALUES = {
    "a count": ("12", 12, None),
    "zero": ("0", 0, None),
    "not reported": ("NR", None, "not-reported"),
    "not reported, in lower case": ("nr", None, "not-reported"),
    "not reported, in words": ("Not reported", None, "not-reported"),
    "not computable": ("N/C", None, "not-computable"),
    "missing": ("", None, None),
}


@pytest.mark.parametrize(("cell", "count", "why"), VALUES.values(), ids=VALUES)
def test_a_count_zero_not_reported_and_missing_are_four_things(cell, count, why):
    assert counts(f"{LONG}CMS2,2026,a,numerator,{cell}\n") == [("numerator", count, why)]


@pytest.mark.parametrize(("cell", "count", "why"), VALUES.values(), ids=VALUES)
def test_they_are_the_same_in_a_column_for_each_population(cell, count, why):
    content = f"{WIDE}CMS2,2026-01-01,2026-12-31,a,20,{cell},0\n"

    assert counts(content) == [
        ("denominator", 20, None),
        ("denominator-exclusion", 0, None),
        ("numerator", count, why),
    ]


def test_a_missing_count_is_a_warning():
    assert told(f"{LONG}CMS2,2026,a,numerator,\n", read) == [
        (1, "count", "count-missing", "warning")
    ]
    assert told(f"{WIDE}CMS2,2026-01-01,2026-12-31,a,20,,0\n", read) == [
        (1, "numerator", "count-missing", "warning")
    ]


BROKEN = {
    "suppressed by a sign": ("<11", "suppressed-count"),
    "suppressed by a star": ("*", "suppressed-count"),
    "suppressed by a word": ("suppressed", "suppressed-count"),
    "a fraction": ("1.5", "whole-number"),
    "less than nobody": ("-1", "out-of-range"),
    "a rate": ("85%", "whole-number"),
    "a word": ("many", "whole-number"),
}


@pytest.mark.parametrize(("cell", "rule"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_count_is_a_fault(cell, rule):
    assert faults(f"{LONG}CMS2,2026,a,numerator,{cell}\n", read) == [(1, "count", rule)]
    assert counts(f"{LONG}CMS2,2026,a,numerator,{cell}\n") == []
    assert faults(f"{WIDE}CMS2,2026-01-01,2026-12-31,a,20,{cell},0\n", read) == [
        (1, "numerator", rule)
    ]


def test_a_year_is_its_first_and_last_day():
    found = rows(f"{LONG}CMS2,2026,a,numerator,3\n", "measure_count", read)

    assert found.select("period_start", "period_end").rows() == [
        (date(2026, 1, 1), date(2026, 12, 31))
    ]


def test_every_population_has_a_word():
    content = LONG + "".join(
        f"CMS2,2026,a,{name},1\n"
        for name in ("IPP", "denom", "Denominator Exclusions", "numer", "NUMEX", "denexcep")
    )

    assert [name for name, _, _ in counts(content)] == list(POPULATIONS)


def test_another_population_is_a_fault():
    assert faults(f"{LONG}CMS2,2026,a,rate,3\n", read) == [(1, "population", "choice")]


def test_a_fault_of_a_wide_record_is_told_once():
    assert faults(f"{WIDE}CMS2,soon,2026-12-31,a,20,3,0\n", read) == [(1, "period_start", "day")]


def test_columns_beside_the_counts_are_read():
    content = (
        "Measure ID,Version,Rate,From,To,Clinic,Plan,LOB,Strata,Population,N\n"
        "CMS137,1.0,2,2026-01-01,2026-12-31,a,north,medicaid,age=18-64,numerator,7\n"
    )
    (batch,) = batches(content, read)

    assert batch.faults.height == 0
    assert batch.rows.select(
        "measure", "version", "rate", "practice", "payer", "line_of_business", "stratum", "count"
    ).rows() == [("CMS137", "1.0", "2", "a", "north", "medicaid", "age=18-64", 7)]


def test_a_column_that_nobody_knows_is_a_fault_of_the_file():
    assert faults("measure,year,population,count,mrn\nCMS2,2026,numerator,3,x\n", read) == [
        (0, "mrn", "unknown-column")
    ]


@pytest.mark.parametrize(
    "header",
    [
        "cnt,gender,age,race_display",
        "measure,population,count",
        "year,population,count",
        "measure,year,numerator",
        "measure,year,numerator,denominator,a,b,c,d,e,f",
    ],
)
def test_other_headers_are_no_counts(header):
    assert not recognises(header.encode())
