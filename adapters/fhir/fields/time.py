"""A time: the day as written, the instant, and how precise the day is."""

from collections.abc import Iterator, Mapping

import polars as pl

from adapters.fhir.field import Filled, camel, violation
from adapters.fhir.fixed_times import INSTANT
from adapters.fhir.rows import At, Rows
from adapters.fhir.times import Times, read_times
from adapters.fhir.unit import Unit
from adapters.violations import Violation
from schemas.record import record

REMEDY = "write the time as FHIR does: YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz"
ZONE_REMEDY = "write the zone after the time of day, as in +00:00; the day alone was taken"


@record
class Time:
    """Two columns, `<name>_day` and `<name>_instant`, from the first place that holds a time.

    Where `day_only` is set there is one column of that name, and the time of day is dropped.
    """

    name: str
    places: tuple[At, ...]
    path_of: tuple[str, ...]
    day_only: str = ""

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the first place, for both columns."""
        return dict.fromkeys(self._columns, self.path_of[0])

    @property
    def _columns(self) -> tuple[str, ...]:
        return (self.day_only,) if self.day_only else (f"{self.name}_day", f"{self.name}_instant")

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Read the times."""
        del unit
        columns = [rows.column(place, pl.String) for place in self.places]
        texts, *others = columns
        for other in others:
            texts = texts.zip_with(texts.is_not_null(), other)
        if texts.null_count() == len(texts):
            return self._filled(rows.nothing(pl.Date), rows.nothing(INSTANT))
        times = read_times(texts)
        return Filled(
            columns=self._filled(times.day, times.instant).columns,
            violations=tuple(self._violations(times, columns)),
            uncast={self._columns[0]: times.bad},
            precision=times.precision if times.precision.null_count() < len(texts) else None,
        )

    def _filled(self, day: pl.Series, instant: pl.Series) -> Filled:
        return Filled(
            columns=tuple(
                series.alias(name)
                for name, series in zip(self._columns, (day, instant), strict=False)
            )
        )

    def _violations(self, times: Times, columns: list[pl.Series]) -> Iterator[Violation]:
        """Name the place that the text came from: the first one that holds a text."""
        if not (times.bad.any() or times.zoneless.any()):
            return
        taken = times.bad & False
        for path, column in zip(self.path_of, columns, strict=True):
            here = column.is_not_null() & ~taken
            yield from violation("date", path, REMEDY, times.bad & here)
            zoneless = times.zoneless & here
            yield from violation("zone-missing", path, ZONE_REMEDY, zoneless, warning=True)
            taken |= here


def time(name: str, *places: At, path: tuple[str, ...] | str = ()) -> Time:
    """A time; a place that is a function names its path."""
    return Time(name=name, places=places, path_of=_paths(places, path))


def day(column: str, *places: At, path: tuple[str, ...] | str = ()) -> Time:
    """A time of which the day alone is taken."""
    return Time(name=column, places=places, path_of=_paths(places, path), day_only=column)


def _paths(places: tuple[At, ...], path: tuple[str, ...] | str) -> tuple[str, ...]:
    given = (path,) if isinstance(path, str) else path
    return given or tuple(camel(place) for place in places if isinstance(place, str))
