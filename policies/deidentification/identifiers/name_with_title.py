"""45 CFR 164.514(b)(2)(i)(A): names, where a title gives one away."""

from policies.deidentification.place import OF_WORDS, Place
from policies.deidentification.value_rule import WORDS, ValueRule

NAME_WITH_TITLE = ValueRule(
    name="name",
    citation="45 CFR 164.514(b)(2)(i)(A)",
    means="a name behind a title, or words in the place of a token or a key",
    remedy="leave the name out; use a token for the person",
    within=r"(?:^|[^0-9A-Za-z])(?:Mr|Mrs|MRS|Ms|Miss|Sr|Sra)\.? [A-Z][A-Za-z]+",
    searched_in=OF_WORDS,
    whole=WORDS,
    whole_in=frozenset({Place.PERSON, Place.RECORD}),
)
