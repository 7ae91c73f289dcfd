"""The objects of one type that were read together, each giving one row of one table."""

from collections.abc import Callable, Sequence
from itertools import repeat
from operator import attrgetter, is_
from typing import Any, NamedTuple

import polars as pl

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


def all_are(values: Sequence[object], one: object) -> bool:
    """Say whether every value is the same object: most elements are absent in most files."""
    return all(map(is_, values, repeat(one)))


@record
class Rows:
    """Objects, the resource that each is or is part of, and the position of that in the input.

    `positions` is Int64 and as long as `objects`. `owners` (String, as long) names the person to
    whom the case belongs that a resource lies in; null where it lies in none. `extensions` are
    those of each resource; None where no resource has any.
    """

    objects: Sequence[object]
    resources: Sequence[Resource]
    positions: pl.Series
    owners: pl.Series | None = None
    extensions: Sequence[Extensions] | None = None

    def __len__(self) -> int:
        return len(self.objects)

    def values(self, at: At) -> list[Any]:
        """Return the value that comes from one place of each object."""
        if isinstance(at, str):
            return list(map(attrgetter(at), self.objects))
        if isinstance(at, Extended):
            said = self.extensions or [NONE_GIVEN]
            parts = list(map(attrgetter(at.part), said))
            return parts if self.extensions else parts * len(self)
        if not isinstance(at, Of):
            return list(map(at, self.objects))
        found = list(map(attrgetter(at.path), self.objects))
        if found and all_are(found, found[0]):
            return [at.make(found[0])] * len(found)
        return list(map(at.make, found))

    def texts(self, at: At) -> pl.Series:
        """Return the text (String) at one place of each object."""
        return pl.Series(self.values(at), dtype=pl.String)

    def nothing(self, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        """Return a column of nulls."""
        return pl.Series([None], dtype=kind).new_from_index(0, len(self))
