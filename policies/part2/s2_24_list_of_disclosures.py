"""42 CFR 2.24: an intermediary tells the patient to whom it disclosed, within a month."""

from datetime import date, timedelta

from policies.parameter import parameter
from policies.span import years_before

# What each entry of the list says.
ENTRY = ("who received the records", "the day", "a brief description of what was disclosed")


def owed(*, intermediary: bool) -> bool:
    """Tell whether the list is owed: by an intermediary alone (42 CFR 2.11)."""
    return intermediary


def reaches_back_to(asked: date) -> date:
    """Return the first day of the list that a patient asked for on `asked`."""
    return years_before(asked, int(parameter("list_of_disclosures_years", on=asked)))


def due(asked: date) -> date:
    """Return the last day on which the list may be given."""
    return asked + timedelta(days=parameter("list_of_disclosures_days", on=asked))
