"""The data types of FHIR R4 that resources are made of, and of these only what is used.

What is only looked for, or is decoded once for each distinct spelling, stays raw JSON.
"""

from typing import Final

from msgspec import Raw, Struct

ABSENT: Final = Raw(b"")


class Element(Struct, frozen=True, gc=False, rename="camel", kw_only=True):
    """A part of a resource; an absent part is an empty one, so that paths never break."""


class Reference(Element, frozen=True):
    """A pointer to another resource, or to something by its identifier."""

    reference: str | None = None
    identifier: "Identifier | None" = None
    display: str | None = None


class Identifier(Element, frozen=True):
    """A number or name that somebody gave to something."""

    system: str | None = None
    value: str | None = None


class Period(Element, frozen=True):
    """From a time until a time, both as written."""

    start: str | None = None
    end: str | None = None


# The last day there is: a period that tells no end goes on.
NO_END: Final = "9999-12-31"


def end_of(period: Period) -> str | None:
    """Return the end of a period that began, be it that it goes on; nothing where it tells none."""
    return period.end or (NO_END if period.start else None)


class Quantity(Element, frozen=True):
    """A number with its unit: as a UCUM code, in words, or both."""

    value: float | None = None
    comparator: str | None = None
    unit: str | None = None
    code: str | None = None


class Range(Element, frozen=True):
    """From a quantity to a quantity."""

    low: Quantity = Quantity()
    high: Quantity = Quantity()


class Money(Element, frozen=True):
    """An amount in a currency; without one it is in US dollars here."""

    value: float | None = None
    currency: str | None = None


class Repeat(Element, frozen=True):
    """How often something happens in each period."""

    bounds_period: Period = Period()
    frequency: float | None = None
    frequency_max: float | None = None
    period: float | None = None
    period_unit: str | None = None
    time_of_day: tuple[str, ...] = ()


class Timing(Element, frozen=True):
    """When something happens, again and again."""

    repeat: Repeat = Repeat()
    code: Raw = ABSENT


class DoseAndRate(Element, frozen=True):
    """How much is taken at once."""

    dose_quantity: Quantity = Quantity()
    dose_range: Range = Range()


class Dosage(Element, frozen=True):
    """How a medication is taken."""

    text: str | None = None
    patient_instruction: str | None = None
    timing: Timing = Timing()
    dose_and_rate: tuple[DoseAndRate, ...] = ()


class Address(Element, frozen=True):
    """Where a person lives."""

    use: str | None = None
    text: str | None = None
    line: tuple[str, ...] = ()
    city: str | None = None
    district: str | None = None
    postal_code: str | None = None
    extension: Raw = ABSENT


class Meta(Element, frozen=True):
    """What is known of a resource as a whole."""

    last_updated: str | None = None
    security: Raw = ABSENT


NO_REFERENCE: Final = Reference()
NO_PERIOD: Final = Period()
NO_QUANTITY: Final = Quantity()
NO_RANGE: Final = Range()
NO_DOSAGE: Final = Dosage()
