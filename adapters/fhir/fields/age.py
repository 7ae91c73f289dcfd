"""Times told by the age of the person: the day on which that age was reached, or the last of it.

As the quality measures read it (QICoreCommon): an age lasts from the birthday on which it is
reached to the day before the next one.
"""

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from adapters.fhir.columns import all_are
from adapters.fhir.datatypes import NO_QUANTITY, NO_RANGE, Quantity, Range
from adapters.fhir.field import Filled, camel, violation
from adapters.fhir.fields.supply import unit_of_time
from adapters.fhir.fields.time import Time, time
from adapters.fhir.references import key_of
from adapters.fhir.rows import Rows
from adapters.fhir.unit import Unit
from schemas.record import record

REMEDY = "give the day: the age tells it only with the day of birth of a Patient of the input"
MONTHS = {"a": 12, "mo": 1}
DAYS = {"wk": 7, "d": 1}
OLDEST = 150


@record
class Aged:
    """A time that is told as a time, or else by an age at `age` or a range of ages at `range`.

    `last` asks for the last day of the age, and of the upper one of a range.
    """

    told: Time
    age: str
    range: str
    last: bool

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the time itself."""
        return self.told.paths

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Work out the days of those that are told by an age alone; others are read as they are."""
        ranges = rows.values(self.range)
        if all_are(rows.values(self.age), NO_QUANTITY) and all_are(ranges, NO_RANGE):
            return self.told.fill(rows, unit)
        ages = [self._age(one) for one in rows.objects]
        owners = rows.owners.to_list() if rows.owners is not None else [None] * len(rows)
        days: dict[int, str | None] = {}
        for one, age, owner in zip(rows.objects, ages, owners, strict=True):
            if age is not NO_QUANTITY:
                days[id(one)] = self._day(age, _birth(one, owner, unit))
        places = (*self.told.places, lambda one: days.get(id(one)))
        paths = (*self.told.path_of, camel(self.age))
        filled = time(self.told.name, *places, path=paths).fill(rows, unit)
        unknown = pl.Series([id(one) in days and days[id(one)] is None for one in rows.objects])
        told = violation("age-alone", camel(self.age), REMEDY, unknown, warning=True)
        return Filled(
            columns=filled.columns,
            violations=(*filled.violations, *told),
            uncast=filled.uncast,
            precision=filled.precision,
        )

    def _age(self, one: Any) -> Quantity:
        age: Quantity = getattr(one, self.age)
        if age.value is not None:
            return age
        between: Range = getattr(one, self.range)
        bound = between.high if self.last else between.low
        return bound if bound.value is not None else NO_QUANTITY

    def _day(self, age: Quantity, birth: str | None) -> str | None:
        """Return the day as FHIR writes it; nothing where the day of birth is not known."""
        reached = _later(birth, age)
        if reached is None:
            return None
        if self.last:
            reached = _months_later(reached, 12) - timedelta(days=1)
        return reached.isoformat()


def aged(name: str, *places: str, age: str, between: str, last: bool = False) -> Aged:
    """A time, or the day on which an age was reached; with `last` the last day of that age."""
    return Aged(told=time(name, *places), age=age, range=between, last=last)


def _birth(one: Any, owner: str | None, unit: Unit) -> str | None:
    target = one.subject.reference or ""
    person = owner or key_of(unit.names.get(target, target), "Patient")
    return unit.index.births.get(person or "")


def _later(birth: str | None, age: Quantity) -> date | None:
    kind = unit_of_time(age.code or age.unit or "a")
    number = int(age.value or 0)
    try:
        born = date.fromisoformat(birth or "")
    except ValueError:
        return None
    if not 0 <= number <= OLDEST * 366:
        return None
    if kind in DAYS:
        return born + timedelta(days=number * DAYS[kind])
    months = number * MONTHS[kind] if kind in MONTHS else OLDEST * 12 + 1
    return _months_later(born, months) if months <= OLDEST * 12 else None


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
