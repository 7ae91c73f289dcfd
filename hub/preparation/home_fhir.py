"""Who the Patients of FHIR files are."""

from collections.abc import Iterator
from datetime import date

import msgspec
import polars as pl
from msgspec import Raw, Struct

from adapters.fhir.blocks import line_blocks
from adapters.fhir.decoding import decode
from adapters.fhir.document import read_document
from adapters.fhir.failures import FAILURES
from adapters.fhir.identifiers import identifiers_of
from adapters.fhir.recognition import Form, form_of
from adapters.fhir.resources.patient import Patient
from adapters.source import Source
from hub.preparation.home_batch import WHO
from hub.preparation.home_sheet import HEAD

SSN = frozenset({"http://hl7.org/fhir/sid/us-ssn", "urn:oid:2.16.840.1.113883.4.1"})
# The names by which a person goes now, the legal one first (FHIR R4 name-use).
USES = ("official", "usual", None)


class HumanName(Struct, frozen=True):
    """A name of a person."""

    use: str | None = None
    family: str | None = None
    given: tuple[str, ...] = ()


NAMES = msgspec.json.Decoder(tuple[HumanName, ...])


def patients_of(source: Source) -> pl.DataFrame:
    """Return who the Patients of one FHIR file are (columns of WHO); none of another file."""
    with source.open() as stream:
        form = form_of(stream.read(HEAD))
    if form is None:
        return pl.DataFrame(schema=WHO)
    return pl.DataFrame([_who(patient) for patient in _patients(source, form)], schema=WHO)


def _patients(source: Source, form: Form) -> Iterator[Patient]:
    with source.open() as stream:
        if form is Form.DOCUMENT:
            found = read_document(stream.read(), file=source.name).found.resources
            yield from (one for one in found.get(Patient, []) if isinstance(one, Patient))
            return
        for block in line_blocks(stream):
            for _, line in block.lines():
                patient = _patient(line) if b'"Patient"' in line else None
                if patient is not None:
                    yield patient


def _patient(line: bytes) -> Patient | None:
    try:
        resource = decode(line)
    except FAILURES:
        return None
    return resource if isinstance(resource, Patient) else None


def _who(patient: Patient) -> dict[str, object]:
    name = _name(patient.name)
    numbers = (one.value for one in identifiers_of(patient.identifier) if one.system in SSN)
    return {
        "person": patient.id,
        "first_name": name.given[0] if name.given else None,
        "last_name": name.family,
        "ssn": next(numbers, None),
        "birth_day": _day(patient.birth_date),
        "sex": patient.gender,
        "zip3": None,
        "zip5": next((home.postal_code for home in patient.address if home.postal_code), None),
    }


def _name(spelling: Raw) -> HumanName:
    try:
        names = NAMES.decode(bytes(spelling)) if bytes(spelling) else ()
    except FAILURES:
        names = ()
    ranked = [name for use in USES for name in names if name.use == use]
    return ranked[0] if ranked else HumanName()


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        return None
