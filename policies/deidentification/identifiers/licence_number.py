"""45 CFR 164.514(b)(2)(i)(K): certificate and licence numbers, where a word says so."""

from policies.deidentification.place import OF_WORDS
from policies.deidentification.value_rule import ValueRule

LICENCE_NUMBER = ValueRule(
    name="licence-number",
    citation="45 CFR 164.514(b)(2)(i)(K)",
    means="a number that the text itself calls a licence's, a passport's or a certificate's",
    remedy="leave the number out",
    within=r"(?i:licen[cs]e|passport|certificate)[ _]?(?i:no|number|id|#)?"
    r"[.:# _-]{1,3}[A-Za-z]{0,3}\d{3,}",
    searched_in=OF_WORDS,
)
