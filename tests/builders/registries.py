"""What registries and charts hold of care by measurement: enrollments, scores, contacts, visits."""

from schemas.code_system import CPT, ICD10CM, LOINC, REGISTRY_EVENT
from schemas.instruments import instrument_named
from tests.builders.records import Row, row

_, PHQ9 = instrument_named("phq9").code
_, PHQ9M = instrument_named("phq9m").code
_, GAD7 = instrument_named("gad7").code


def scored(value, day, code=PHQ9, **cells) -> Row:
    """A score."""
    cells = {"status": "final", "code": (LOINC, code), "start": day} | cells
    return row("observation", value_number=value, **cells)


def enrolled(start="2026-01-10", end=None, **cells) -> Row:
    """A span on a registry's list."""
    return row("attribution", **{"method": "registry", "start": start, "end": end} | cells)


def noted(event, day, **cells) -> Row:
    """A note of the registry: a discharge, a change of treatment."""
    cells = {"status": "final", "code": (REGISTRY_EVENT, event), "start": day} | cells
    return row("observation", **cells)


def met(day, event="contact", **cells) -> Row:
    """A contact or a psychiatric review."""
    cells = {"status": "finished", "type": (REGISTRY_EVENT, event), "start": day} | cells
    return row("encounter", **cells)


def visited(day, code="99213", **cells) -> Row:
    """A finished visit."""
    return row("encounter", **{"status": "finished", "type": (CPT, code), "start": day} | cells)


def ill(code="F33.1", start="2024-05-01", **cells) -> Row:
    """An active condition."""
    known = {"clinical_status": "active", "code": (ICD10CM, code), "start": start}
    return row("condition", **known | cells)
