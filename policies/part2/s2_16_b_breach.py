"""42 CFR 2.16(b), 45 CFR 164.404-408: a breach of unsecured records, and whom to tell by when."""

from datetime import date, timedelta
from enum import StrEnum

from policies.parameter import parameter
from schemas.record import record


class Told(StrEnum):
    """Whom a breach is told to."""

    PATIENTS = "each patient concerned"
    SECRETARY = "the Secretary of Health and Human Services"
    MEDIA = "prominent media of the state"
    YEARLY_LOG = "the Secretary, with the log of the year"


@record
class Duty:
    """Somebody who must be told, without unreasonable delay and on this day at the latest."""

    told: Told
    by: date


def duties(discovered: date, *, persons: int, most_of_one_state: int) -> tuple[Duty, ...]:
    """Return whom to tell of a breach discovered on a day, of so many persons.

    `most_of_one_state` is how many of them live in the state where most do: the media count those
    of one state (45 CFR 164.406: more than 500); the Secretary is told at once from 500 on
    (45 CFR 164.408(b)).
    """
    days = parameter("breach_notice_days", on=discovered)
    large = parameter("large_breach_persons", on=discovered)
    soon = discovered + timedelta(days=days)
    told = [Duty(told=Told.PATIENTS, by=soon)]
    if persons >= large:
        told.append(Duty(told=Told.SECRETARY, by=soon))
    else:
        end_of_year = date(discovered.year, 12, 31)
        told.append(Duty(told=Told.YEARLY_LOG, by=end_of_year + timedelta(days=days)))
    if most_of_one_state > large:
        told.append(Duty(told=Told.MEDIA, by=soon))
    return tuple(told)
