"""45 CFR 164.514(b)(2)(i)(A), (R): words in the place of a code, in which anybody may be named."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import WORDS, ValueRule

WORDS_AS_CODE = ValueRule(
    name="free-text",
    citation="45 CFR 164.514(b)(2)(i)(A), (R)",
    means="words in the place of a code of a system that nobody knows",
    remedy="give a code without blanks, or leave it out",
    whole=WORDS,
    whole_in=frozenset({Place.LOCAL}),
)
