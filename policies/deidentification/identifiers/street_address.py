"""45 CFR 164.514(b)(2)(i)(B): street addresses."""

from policies.deidentification.place import OF_WORDS, Place
from policies.deidentification.value_rule import ValueRule

STREET_ADDRESS = ValueRule(
    name="street-address",
    citation="45 CFR 164.514(b)(2)(i)(B)",
    means="a street address, a post office box, a place with its ZIP code, or a point on a map",
    remedy="leave the address out",
    within=r"(?:^|[^0-9A-Za-z])\d{1,6} (?:[NSEWnsew]\.? )?[A-Za-z][A-Za-z'.-]+ (?:[A-Za-z]+ )?"
    r"(?i:street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|way"
    r"|terrace|ter|highway|hwy)(?:[^0-9A-Za-z]|$)|(?i:p\.? ?o\.? box) ?\d"
    r"|[A-Z][A-Za-z]+,? [A-Z]{2} \d{5}(?:[^0-9]|$)"
    r"|(?:^|[^0-9.])-?\d{1,2}\.\d{3,}, ?-?\d{1,3}\.\d{3,}",
    whole=r"\d{5}-\d{4}",
    whole_in=frozenset({Place.TEXT}),
    searched_in=OF_WORDS,
)
