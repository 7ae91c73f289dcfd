"""45 CFR 164.514(b)(2)(i)(L): vehicle identifiers: a licence plate, where a word says so."""

from policies.deidentification.place import OF_WORDS
from policies.deidentification.value_rule import ValueRule

LICENCE_PLATE = ValueRule(
    name="licence-plate",
    citation="45 CFR 164.514(b)(2)(i)(L)",
    means="what the text itself calls the plate of a vehicle",
    remedy="leave the plate out",
    within=r"(?i:(?:licen[cs]e|number|vehicle) plate|plate (?:no|number|#))"
    r"[.:# _-]{1,3}[0-9A-Za-z]{1,4}[- ]?[0-9]",
    searched_in=OF_WORDS,
)
