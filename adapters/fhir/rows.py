"""The objects of one type that were read together, each giving one row of one table."""

from collections.abc import Callable, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

import polars as pl
from msgspec import Raw

from adapters.fhir.columns import Columns, alike, all_are
from adapters.fhir.extensions import NONE_GIVEN, Extensions
from adapters.fhir.resource import Resource
from schemas.record import record


class Extended(NamedTuple):
    """What the extensions of the resource say."""

    part: str


class Of(NamedTuple):
    """What a function makes of the value at a path."""

    path: str
    make: Callable[[Any], Any]


# Where a value comes from in an object: a path of attributes, what is made of the value there, or
# a function of the whole object.
At = str | Of | Extended | Callable[[Any], Any]


@record
class Rows:
    """Objects, the resource that each is or is part of, and the position of that in the input.

    `columns` are those of the objects. `positions` is Int64 and as long as `objects`. `owners`
    (String, as long) names the person to whom the case belongs that a resource lies in; null where
    it lies in none. `extensions` and `contained` are those of each resource; None where no
    resource has any.
    """

    objects: Sequence[object]
    resources: Sequence[Resource]
    columns: Columns
    positions: pl.Series
    owners: pl.Series | None = None
    extensions: Sequence[Extensions] | None = None
    contained: Sequence[Raw] | None = None

    def __len__(self) -> int:
        return len(self.objects)

    def values(self, at: At) -> list[Any]:
        """Return the value that comes from one place of each object."""
        if isinstance(at, str):
            return self.columns.values(at)
        if isinstance(at, Extended):
            said = self.extensions or [NONE_GIVEN]
            parts = list(map(attrgetter(at.part), said))
            return parts if self.extensions else parts * len(self)
        if not isinstance(at, Of):
            return list(map(at, self.objects))
        found = self.columns.values(at.path)
        if alike(found):
            return [at.make(one) for one in found[:1]] * len(found)
        return list(map(at.make, found))

    def column(self, at: At, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        """Return the values at one place of each object as a column of their type."""
        values = self.values(at)
        return self.nothing(kind) if all_are(values, None) else pl.Series(values, dtype=kind)

    def nothing(self, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        """Return a column of nulls."""
        return _nothing(kind).new_from_index(0, len(self))


@cache
def _nothing(kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    """Return one null; to make it takes longer than to repeat it."""
    return pl.Series([None], dtype=kind)
