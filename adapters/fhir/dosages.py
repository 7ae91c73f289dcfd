"""How a medication is taken: the first dosage, its dose, and how often.

As the quality measures read it (CumulativeMedicationDuration): the highest frequency and the
highest dose of a range, and the times of day counted where no frequency is given.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from adapters.fhir.concepts import parts
from adapters.fhir.datatypes import ABSENT, NO_DOSAGE, NO_QUANTITY, Dosage, Period, Quantity
from adapters.fhir.failures import FAILURES
from adapters.fhir.fields.supply import days_in, unit_of_time
from adapters.fhir.surplus import Spare

# v3-GTSAbbreviation: takings, and in how many days.
ABBREVIATIONS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "QD": (1, 1),
        "AM": (1, 1),
        "PM": (1, 1),
        "BED": (1, 1),
        "BID": (2, 1),
        "TID": (3, 1),
        "QID": (4, 1),
        "QOD": (1, 2),
        "Q1H": (24, 1),
        "Q2H": (12, 1),
        "Q3H": (8, 1),
        "Q4H": (6, 1),
        "Q6H": (4, 1),
        "Q8H": (3, 1),
        "WK": (1, 7),
        "MO": (1, 30),
    }
)
# Of takings the measures count a month as 30 days and a year as 365; of a supply as UCUM does.
ROUNDED: Mapping[str, float] = MappingProxyType({"mo": 30, "a": 365})


def dose_unit(dosages: tuple[Dosage, ...]) -> str | None:
    """Return the unit of the dose."""
    quantity = _dose(dosages)
    return quantity.code or quantity.unit


def dose(dosages: tuple[Dosage, ...]) -> float | None:
    """Return the dose of one taking."""
    return _dose(dosages).value


def _dose(dosages: tuple[Dosage, ...]) -> Quantity:
    for found in _first(dosages).dose_and_rate:
        if found.dose_quantity.value is not None:
            return found.dose_quantity
        if found.dose_range.high.value is not None:
            return found.dose_range.high
    return NO_QUANTITY


def frequency(dosages: tuple[Dosage, ...]) -> float | None:
    """Return how many takings there are in each `frequency_days`."""
    dosage = _first(dosages)
    repeat = dosage.timing.repeat
    for given in (repeat.frequency_max, repeat.frequency):
        if given is not None:
            return given
    if repeat.time_of_day:
        return float(len(repeat.time_of_day))
    if repeat.period is not None:
        return 1.0
    return _of_code(dosage)[0]


def frequency_days(dosages: tuple[Dosage, ...]) -> float | None:
    """Return the length of the period in days; a frequency without one is of a day."""
    dosage = _first(dosages)
    repeat = dosage.timing.repeat
    if repeat.period is not None:
        rounded = ROUNDED.get(unit_of_time(repeat.period_unit or "d"))
        one = rounded or days_in(repeat.period_unit)
        return None if one is None else repeat.period * one
    if frequency(dosages) is None:
        return None
    stated = repeat.frequency is not None or repeat.frequency_max is not None
    return 1.0 if stated or repeat.time_of_day else _of_code(dosage)[1]


def bounds(dosages: tuple[Dosage, ...]) -> Period:
    """Return from when until when it is taken."""
    return _first(dosages).timing.repeat.bounds_period


def _first(dosages: tuple[Dosage, ...]) -> Dosage:
    """Return the first dosage: the later ones are steps or choices."""
    return dosages[0] if dosages else NO_DOSAGE


def _of_code(dosage: Dosage) -> tuple[float, float] | tuple[None, None]:
    """Return what the abbreviation of the timing stands for."""
    code = dosage.timing.code
    if code is ABSENT:
        return None, None
    try:
        codings, _ = parts(bytes(code))
    except FAILURES:
        return None, None
    known = (ABBREVIATIONS.get((coding.code or "").upper()) for coding in codings)
    return next((found for found in known if found), (None, None))


def _words(given: Sequence[tuple[Dosage, ...]]) -> Iterable[str | None]:
    for dosage in chain.from_iterable(given):
        yield from (dosage.text, dosage.patient_instruction)


# What the dosages say in free words.
DOSAGE_WORDS = Spare(
    path="dosageInstruction.text", at="dosage_instruction", words=_words, nothing=()
)
