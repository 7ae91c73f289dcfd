"""Medication: what a drug is, where records refer to it; no table of its own."""

from msgspec import Raw

from adapters.fhir.datatypes import ABSENT
from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource


class Medication(Resource, tag="Medication"):
    """A medication: its code."""

    code: Raw = ABSENT


RESOURCE = Medication
LAYOUTS: tuple[Layout, ...] = ()
