"""45 CFR 164.514(b)(2)(i)(C): elements of dates, written inside a text or a key."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import EVERYWHERE, ValueRule

MONTHS = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"

DATE_IN_TEXT = ValueRule(
    name="date-in-text",
    citation="45 CFR 164.514(b)(2)(i)(C)",
    means="a day written inside a text or a key",
    remedy="leave the day out of texts and keys; days have columns of their own",
    within=r"(?:^|[^0-9])(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?:[^0-9]|$)"
    r"|(?:^|[^0-9])(?:0?[1-9]|[12]\d|3[01])[/.](?:0?[1-9]|[12]\d|3[01])[/.](?:19|20)\d{2}(?:[^0-9]|$)"
    r"|(?:^|[^0-9/])(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12]\d|3[01])/\d{2}(?:[^0-9/]|$)"
    rf"|(?:^|[^0-9])(?:0?[1-9]|[12]\d|3[01])[- ]{MONTHS}[- ,]+(?:19|20)\d{{2}}(?:[^0-9]|$)"
    rf"|{MONTHS}\.? (?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?,? (?:19|20)\d{{2}}(?:[^0-9]|$)",
    # An edition of a code system goes by its day.
    searched_in=EVERYWHERE - {Place.SYSTEM},
    whole=r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    whole_in=frozenset({Place.TEXT}),
)
