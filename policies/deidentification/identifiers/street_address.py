"""45 CFR 164.514(b)(2)(i)(B): street addresses."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule

STREET_ADDRESS = ValueRule(
    name="street-address",
    citation="45 CFR 164.514(b)(2)(i)(B)",
    means="a street address or post office box",
    remedy="leave the address out",
    within=r"(?:^|[^0-9A-Za-z])\d{1,6} (?:[NSEW]\.? )?[A-Z][A-Za-z'.-]+ (?:[A-Z][a-z]+ )?"
    r"(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|way"
    r"|terrace|ter|highway|hwy)(?:[^0-9A-Za-z]|$)|(?i:p\.? ?o\.? box) ?\d",
    searched_in=frozenset({Place.TEXT}),
)
