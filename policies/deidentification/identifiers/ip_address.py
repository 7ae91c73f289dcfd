"""45 CFR 164.514(b)(2)(i)(O): internet protocol addresses."""

from policies.deidentification.value_rule import ValueRule

OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
GROUP = "[0-9A-Fa-f]{1,4}"
# A dot on either side would make it an object identifier or a version, not an address.
BEFORE, AFTER = r"(?:^|[^0-9A-Za-z.:])", r"(?:[^0-9A-Za-z.:]|\.?$)"

IP_ADDRESS = ValueRule(
    name="ip-address",
    citation="45 CFR 164.514(b)(2)(i)(O)",
    means="an internet protocol address, version 4 or 6",
    remedy="leave the address out",
    within=rf"{BEFORE}(?:(?:::(?i:ffff):)?{OCTET}(?:\.{OCTET}){{3}}(?::\d{{1,5}})?|{GROUP}(?::{GROUP}){{7}}"
    rf"|(?:{GROUP}:){{1,6}}(?::{GROUP}){{1,6}}){AFTER}",
)
