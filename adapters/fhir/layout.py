"""A layout: how resources of one type fill one table."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from adapters.fhir.field import Field
from adapters.fhir.resource import Resource
from adapters.fhir.surplus import Spare
from adapters.fhir.unit import Unit
from schemas.record import record
from schemas.table import Table

NOT_IN_FORCE = "the resource says that it was entered in error or is not in force: it was left out"


def always(resource: Any) -> bool:
    """Every resource counts."""
    del resource
    return True


@record
class Layout:
    """One table filled from one type of resource.

    `objects` gives the parts of a resource that are a row each, where it is not itself the one
    row. `in_force` says whether a resource counts: one that does not is left out with a warning.
    `spares` are the words that no column takes; a resource with two layouts has them in one.
    """

    resource: type[Resource]
    table: Table
    fields: tuple[Field, ...]
    objects: Callable[[Any, Unit], Iterable[object]] | None = None
    in_force: Callable[[Any], bool] = always
    spares: tuple[Spare, ...] = ()

    @property
    def kind(self) -> str:
        """The name of the type of resource."""
        return str(self.resource.__struct_config__.tag)

    @property
    def paths(self) -> Mapping[str, str]:
        """By column, the FHIR path that it comes from."""
        return {
            column: f"{self.kind}.{path}"
            for field in self.fields
            for column, path in field.paths.items()
        }
