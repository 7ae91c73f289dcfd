"""45 CFR 164.514(b)(2)(i)(A): names, where a title gives one away."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule

NAME_WITH_TITLE = ValueRule(
    name="name",
    citation="45 CFR 164.514(b)(2)(i)(A)",
    means="a name behind a title",
    remedy="leave the name out",
    within=r"(?:^|[^0-9A-Za-z])(?:Mr|Mrs|Ms|Miss|Sr|Sra)\.? [A-Z][a-z]+",
    searched_in=frozenset({Place.TEXT}),
)
