"""The kinds of the places of an encounter: coded in the Locations that it refers to."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Raw

from adapters.fhir.contained import contained_type
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.field import Filled
from adapters.fhir.fields.codes import codes
from adapters.fhir.references import key_of
from adapters.fhir.rows import Rows
from adapters.fhir.unit import Unit
from schemas.code_system import SNOMEDCT
from schemas.record import record

PATH = "location.location"


@record
class Places:
    """The column `place` of an encounter."""

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the places."""
        return {"place": PATH}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Take the types of every Location that is known.

        What is wrong with those is the Location's, and costs no encounter.
        """

        def spelling(encounter: Any) -> Raw | bytes:
            kinds = b",".join(_types(encounter, unit)) if encounter.location else b""
            return b"[" + kinds + b"]" if kinds else ABSENT

        filled = codes("place", spelling, path=PATH, system=SNOMEDCT).fill(rows, unit)
        return Filled(columns=filled.columns)


def places() -> Places:
    """The kinds of the places."""
    return Places()


def _types(encounter: Any, unit: Unit) -> Iterator[bytes]:
    """Yield the concepts of each place, without the brackets of their list."""
    for place in encounter.location:
        target = place.location.reference or ""
        if target.startswith("#"):
            found = contained_type(encounter.contained, target)
        else:
            key = key_of(unit.names.get(target, target), "Location")
            found = unit.index.locations.get(key or "", b"")
        inner = found.strip().removeprefix(b"[").removesuffix(b"]").strip()
        if inner:
            yield inner
