"""What is known beyond a resource itself while it is read."""

from collections.abc import Mapping
from dataclasses import field

from adapters.needs import Needs
from schemas.record import record


@record
class Index:
    """Resources that others point at for what they are, by id.

    `births` gives the day of birth of each Patient, as written. `medications` and `conditions` give
    the JSON of the code, `locations` that of the types; `roles` gives the references to the
    practitioner and to the organization of a PractitionerRole.
    """

    births: Mapping[str, str] = field(default_factory=dict)
    medications: Mapping[str, bytes] = field(default_factory=dict)
    conditions: Mapping[str, bytes] = field(default_factory=dict)
    locations: Mapping[str, bytes] = field(default_factory=dict)
    roles: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def over(self, other: "Index") -> "Index":
        """Return both indexes as one; what an id stands for here goes before what it does there."""
        return Index(
            births={**other.births, **self.births},
            medications={**other.medications, **self.medications},
            conditions={**other.conditions, **self.conditions},
            locations={**other.locations, **self.locations},
            roles={**other.roles, **self.roles},
        )


NO_INDEX = Index()


@record
class Unit:
    """The surroundings of resources read together.

    `names` turns a full URL of a Bundle into `Type/id`; `owners` gives, by position, the person
    of the case that a resource lies in; `persons` are all Patients of the input, where known.
    `needs` are the columns to read, None for all: with them nothing is kept for the gate.
    """

    names: Mapping[str, str] = field(default_factory=dict)
    index: Index = NO_INDEX
    owners: Mapping[int, str] = field(default_factory=dict)
    persons: frozenset[str] | None = None
    needs: Needs | None = None


ALONE = Unit()
