"""42 CFR 2.25: a program accounts for the disclosures that it made with a consent."""

from datetime import date, timedelta

from policies.parameter import parameter
from policies.purpose import OPERATIONS, PAYMENT, TREATMENT, any_covers
from policies.span import years_before

ROUTINE = frozenset({TREATMENT, PAYMENT, OPERATIONS})


def belongs(purpose: str, *, with_consent: bool, through_health_record: bool) -> bool:
    """Tell whether a disclosure is accounted for.

    One for treatment, payment and operations is only where it went through an electronic health
    record (42 CFR 2.25(b)).
    """
    return with_consent and (through_health_record or not any_covers(ROUTINE, purpose))


def reaches_back_to(asked: date) -> date:
    """Return the first day that an accounting asked for on `asked` takes in."""
    return years_before(asked, int(parameter("accounting_of_disclosures_years", on=asked)))


def due(asked: date) -> date:
    """Return the last day on which a program gets its part of an accounting."""
    return asked + timedelta(days=int(parameter("accounting_of_disclosures_days", on=asked)))
