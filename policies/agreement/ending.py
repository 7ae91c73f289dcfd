"""The end of an agreement comes near: on which days its parties are told, and of what."""

from datetime import date

from policies.agreement.agreement import Agreement
from policies.parameter import numbers
from schemas.record import record

DAILY, EXPIRED = "ends-within-days", "expired"


@record
class DueNotice:
    """A notice that is due: of which kind, for which day; one day and kind is told once."""

    kind: str
    day: date
    days_left: int


def days_left(agreement: Agreement, on: date) -> int:
    """Return how many days it is in force after this one; negative when it has ended."""
    return (agreement.expires - on).days


def near_end(agreement: Agreement, on: date) -> bool:
    """Tell whether the first of the days of warning has come."""
    return days_left(agreement, on) <= max(numbers("expiry_warning_days", on=agreement.expires))


def notice_due(agreement: Agreement, on: date) -> DueNotice | None:
    """Return the notice that is due on a day: at each lead once, after the last one every day.

    A day that was missed is caught up: the notice of the latest lead stays due until it is told.
    """
    left = days_left(agreement, on)
    leads = sorted(int(lead) for lead in numbers("expiry_warning_days", on=agreement.expires))
    if left < 0:
        return DueNotice(kind=EXPIRED, day=agreement.expires, days_left=left)
    if left < leads[0]:
        return DueNotice(kind=DAILY, day=on, days_left=left)
    reached = next((lead for lead in leads if left <= lead), None)
    if reached is None:
        return None
    return DueNotice(kind=f"ends-in-{reached}", day=agreement.expires, days_left=left)
