"""Lengths of time, in days."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

import polars as pl

from adapters.fhir.columns import all_are
from adapters.fhir.datatypes import NO_QUANTITY, Quantity
from adapters.fhir.field import Filled, camel, violation
from adapters.fhir.rows import At, Rows
from adapters.fhir.unit import Unit
from adapters.violations import Violation
from schemas.record import record

# UCUM: a month is a twelfth of a year of 365.25 days.
DAYS = MappingProxyType(
    {"min": 1 / 1440, "h": 1 / 24, "d": 1.0, "wk": 7.0, "mo": 30.4375, "a": 365.25}
)
WORDS = MappingProxyType(
    {
        "minute": "min",
        "hour": "h",
        "hr": "h",
        "day": "d",
        "week": "wk",
        "month": "mo",
        "year": "a",
        "yr": "a",
    }
)
# Units are few, but a sender may write anything.
KEPT = 256
REMEDY = "give the unit in UCUM: min, h, d, wk, mo or a"


@lru_cache(maxsize=KEPT)
def days_in(unit: str | None) -> float | None:
    """Return how many days a unit of time is; without a unit it is days, None where unknown."""
    return DAYS.get(unit_of_time(unit or "d"))


def unit_of_time(unit: str) -> str:
    """Return the UCUM code of a unit of time, which may be written as a word."""
    name = unit.strip().lower().removesuffix("(s)")
    return WORDS.get(name.removesuffix("s"), name)


@record
class Days:
    """One column of days, from the quantity at a place."""

    column: str
    at: At
    path: str

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the quantity."""
        return {self.column: self.path}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Turn each quantity into days."""
        del unit
        quantities: list[Quantity] = rows.values(self.at)
        if all_are(quantities, NO_QUANTITY):
            return Filled(columns=(rows.nothing(pl.Float64).alias(self.column),))
        days = [_days(quantity) for quantity in quantities]
        unknown = pl.Series(
            [
                quantity.value is not None and found is None
                for quantity, found in zip(quantities, days, strict=True)
            ],
            dtype=pl.Boolean,
        )
        return Filled(
            columns=(pl.Series(self.column, days, dtype=pl.Float64),),
            violations=tuple(self._violations(unknown)),
            uncast={self.column: unknown},
        )

    def _violations(self, unknown: pl.Series) -> Iterator[Violation]:
        yield from violation("unit", f"{self.path}.code", REMEDY, unknown)


def days(column: str, at: At, *, path: str = "") -> Days:
    """Days, from a quantity of time."""
    return Days(column=column, at=at, path=path or camel(at if isinstance(at, str) else column))


def _days(quantity: Quantity) -> float | None:
    if quantity.value is None:
        return None
    one = days_in(quantity.code or quantity.unit)
    return None if one is None else quantity.value * one
