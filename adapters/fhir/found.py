"""Resources of one type that were read together."""

from collections.abc import Sequence

from msgspec import Raw

from adapters.fhir.columns import Columns
from adapters.fhir.extensions import Extensions
from adapters.fhir.resource import Resource
from schemas.record import record


@record
class Found:
    """Resources, the position of each in the input, and what was made of each once for all tables.

    `columns` are those of the resources. `prepared` is the resources themselves where their type
    needs no preparation; `extensions` and `contained` are those of each resource, None where no
    resource has any.
    """

    resources: Sequence[Resource]
    positions: Sequence[int]
    prepared: Sequence[object]
    columns: Columns
    extensions: Sequence[Extensions] | None = None
    contained: Sequence[Raw] | None = None

    def at(self, numbers: Sequence[int]) -> "Found":
        """Return the resources of some numbers, which may be given more than once."""
        resources = [self.resources[number] for number in numbers]
        alone = self.prepared is self.resources
        return Found(
            resources=resources,
            positions=[self.positions[number] for number in numbers],
            prepared=resources if alone else [self.prepared[number] for number in numbers],
            columns=Columns(resources),
            extensions=self.extensions and [self.extensions[number] for number in numbers],
            contained=self.contained and [self.contained[number] for number in numbers],
        )
