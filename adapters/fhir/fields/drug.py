"""The drug of a medication record: coded in it, or in a Medication that it refers to."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from adapters.fhir.columns import all_are
from adapters.fhir.contained import contained_code
from adapters.fhir.datatypes import ABSENT
from adapters.fhir.field import Filled, violation
from adapters.fhir.fields.codes import codes
from adapters.fhir.references import key_of
from adapters.fhir.rows import Rows
from adapters.fhir.unit import Unit
from schemas.code_system import RXNORM
from schemas.record import record

CODED = "medicationCodeableConcept"
REFERRED = "medicationReference"
REMEDY = "hand in the Medication that is referred to, once, with its code"


@record
class Drug:
    """The column `code` of a medication record."""

    @property
    def paths(self) -> Mapping[str, str]:
        """The path of the code."""
        return {"code": CODED}

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Take the code of the record or, where it refers to one, of the Medication."""

        def spelling(order: Any) -> object:
            if order.medication_codeable_concept is not ABSENT:
                return order.medication_codeable_concept
            target = order.medication_reference.reference
            if target is None:
                return b""
            if target.startswith("#"):
                return contained_code(order.contained, target)
            return medication_code(target, unit)

        filled = codes("code", spelling, path=CODED, system=RXNORM).fill(rows, unit)
        references = rows.values("medication_reference.reference")
        if all_are(references, None):
            return filled
        broken = filled.uncast.get("code", pl.Series([False]).new_from_index(0, len(rows)))
        referred = pl.Series([reference is not None for reference in references])
        unresolved = referred & filled.columns[0].is_null() & ~broken
        return Filled(
            columns=filled.columns,
            violations=(
                *filled.violations,
                *violation("unresolved-medication", REFERRED, REMEDY, unresolved),
            ),
            uncast={"code": broken | unresolved},
            surplus=filled.surplus,
        )


def medication_code(reference: str, unit: Unit) -> bytes:
    """Return the JSON of the code of a Medication; empty where it is not known."""
    medication = key_of(unit.names.get(reference, reference), "Medication")
    return unit.index.medications.get(medication or "", b"")


def drug() -> Drug:
    """The drug."""
    return Drug()
