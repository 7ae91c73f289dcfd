"""What every resource may hold, whatever its type."""

from msgspec import Raw, Struct

from adapters.fhir.datatypes import ABSENT, Meta


class Resource(Struct, gc=False, rename="camel", kw_only=True, tag_field="resourceType"):
    """A resource of any type; each type says in its own file what else of it is read."""

    id: str | None = None
    meta: Meta = Meta()
    text: Raw = ABSENT
    contained: Raw = ABSENT
    extension: Raw = ABSENT
    identifier: Raw = ABSENT
    note: Raw = ABSENT
