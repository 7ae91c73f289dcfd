"""The parts that claims are made of, as far as the tables look."""

from msgspec import Raw

from adapters.fhir.datatypes import (
    ABSENT,
    NO_PERIOD,
    NO_QUANTITY,
    NO_REFERENCE,
    Element,
    Money,
    Period,
    Quantity,
    Reference,
)
from adapters.fhir.resource import Resource

NO_MONEY = Money()


class Related(Element, frozen=True):
    """Another claim that this one has to do with."""

    claim: Reference = NO_REFERENCE
    relationship: Raw = ABSENT


class CareTeam(Element, frozen=True):
    """Somebody who cared, and as what."""

    sequence: int | None = None
    provider: Reference = NO_REFERENCE
    role: Raw = ABSENT


class Supporting(Element, frozen=True):
    """A fact beside the lines: the type of bill, the admission, the days' supply."""

    sequence: int | None = None
    category: Raw = ABSENT
    code: Raw = ABSENT
    timing_date: str | None = None
    timing_period: Period = NO_PERIOD
    value_quantity: Quantity = NO_QUANTITY
    value_string: str | None = None


class Diagnosis(Element, frozen=True):
    """A diagnosis, its kind and rank, and whether it was there on admission."""

    sequence: int | None = None
    diagnosis_codeable_concept: Raw = ABSENT
    diagnosis_reference: Reference = NO_REFERENCE
    type: Raw = ABSENT
    on_admission: Raw = ABSENT
    package_code: Raw = ABSENT
    extension: Raw = ABSENT


class Done(Element, frozen=True):
    """A procedure of an inpatient stay."""

    sequence: int | None = None
    procedure_codeable_concept: Raw = ABSENT


class Adjudication(Element, frozen=True):
    """An amount that the payer worked out, or a reason that it gives."""

    category: Raw = ABSENT
    reason: Raw = ABSENT
    amount: Money = NO_MONEY


class Total(Element, frozen=True):
    """A sum over all lines."""

    category: Raw = ABSENT
    amount: Money = NO_MONEY


class Payment(Element, frozen=True):
    """What was paid, and when."""

    type: Raw = ABSENT
    date: str | None = None
    amount: Money = NO_MONEY


class Item(Element, frozen=True):
    """A line."""

    sequence: int | None = None
    care_team_sequence: tuple[int, ...] = ()
    diagnosis_sequence: tuple[int, ...] = ()
    information_sequence: tuple[int, ...] = ()
    revenue: Raw = ABSENT
    product_or_service: Raw = ABSENT
    modifier: Raw = ABSENT
    serviced_date: str | None = None
    serviced_period: Period = NO_PERIOD
    location_codeable_concept: Raw = ABSENT
    location_reference: Reference = NO_REFERENCE
    quantity: Quantity = NO_QUANTITY
    net: Money = NO_MONEY
    encounter: tuple[Reference, ...] = ()
    adjudication: tuple[Adjudication, ...] = ()


class AnyClaim(Resource):
    """A claim, before or after it was adjudicated."""

    status: str | None = None
    use: str | None = None
    type: Raw = ABSENT
    patient: Reference = NO_REFERENCE
    billable_period: Period = NO_PERIOD
    created: str | None = None
    insurer: Reference = NO_REFERENCE
    provider: Reference = NO_REFERENCE
    facility: Reference = NO_REFERENCE
    related: tuple[Related, ...] = ()
    care_team: tuple[CareTeam, ...] = ()
    supporting_info: tuple[Supporting, ...] = ()
    diagnosis: tuple[Diagnosis, ...] = ()
    procedure: tuple[Done, ...] = ()
    item: tuple[Item, ...] = ()
