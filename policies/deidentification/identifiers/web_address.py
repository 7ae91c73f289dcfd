"""45 CFR 164.514(b)(2)(i)(N): web addresses."""

from policies.deidentification.value_rule import ValueRule

WEB_ADDRESS = ValueRule(
    name="web-address",
    citation="45 CFR 164.514(b)(2)(i)(N)",
    means="a web address",
    remedy="leave the address out",
    within=r"(?i:https?|ftp)://[^ ]|(?i:www)\.[0-9A-Za-z-]+\.[A-Za-z]"
    r"|[0-9A-Za-z-]+\.(?i:com|org|net|edu|gov|info|io|us)/[^ ]",
)
