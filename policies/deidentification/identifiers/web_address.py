"""45 CFR 164.514(b)(2)(i)(N): web addresses."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import EVERYWHERE, ValueRule

WEB_ADDRESS = ValueRule(
    name="web-address",
    citation="45 CFR 164.514(b)(2)(i)(N)",
    means="a web address",
    remedy="leave the address out",
    # A code system goes by an address of its own.
    searched_in=EVERYWHERE - {Place.SYSTEM},
    within=r"(?i:https?|ftp)://[^ ]|(?i:www)\.[0-9A-Za-z-]+\.[A-Za-z]"
    r"|[0-9A-Za-z-]+\.(?i:com|org|net|edu|gov|info|io|us)/[^ ]",
)
