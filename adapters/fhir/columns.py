"""What objects of one type hold, by attribute: read once for all who ask, and not by each."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple

# The tuples of so many objects stay in the cache while they are taken apart.
TOGETHER = 256


def all_are(values: list[Any], one: object) -> bool:
    """Say whether every value is one value: most elements are absent in most files."""
    return values == [one] * len(values)


def alike(values: list[Any]) -> bool:
    """Say whether all values are equal."""
    return values == values[:1] * len(values)


class Columns:
    """The attributes of objects as columns, each as long as there are objects."""

    def __init__(self, objects: Sequence[Any]) -> None:
        self._objects = list(objects)
        self._columns: dict[str, list[Any]] | None = None
        self._parts: dict[str, Columns] = {}

    def values(self, path: str) -> list[Any]:
        """Return what stands at a path of attributes in each object; it is not to be changed."""
        name, _, rest = path.partition(".")
        if rest:
            if name not in self._parts:
                self._parts[name] = Columns(self.values(name))
            return self._parts[name].values(rest)
        if self._columns is None:
            self._columns = _columns(self._objects)
        if name not in self._columns:
            self._columns[name] = list(map(attrgetter(name), self._objects))
        return self._columns[name]


def _columns(objects: list[Any]) -> dict[str, list[Any]]:
    """Return every field of structs of one type; nothing of what is none, or of several types."""
    kinds = list(map(type, objects[:1] if alike(objects) else objects))
    if not kinds or not issubclass(kinds[0], Struct) or not all_are(kinds, kinds[0]):
        return {}
    names = kinds[0].__struct_fields__
    if len(kinds) < len(objects):
        return {name: [getattr(objects[0], name)] * len(objects) for name in names}
    columns: list[list[Any]] = [[] for _ in names]
    for start in range(0, len(objects), TOGETHER):
        rows = map(astuple, objects[start : start + TOGETHER])
        for column, values in zip(columns, zip(*rows, strict=True), strict=True):
            column.extend(values)
    return dict(zip(names, columns, strict=True))
