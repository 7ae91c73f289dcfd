"""45 CFR 164.514(b)(2)(i)(M): device identifiers: the address of a network card."""

from policies.deidentification.value_rule import ValueRule, bounded

PAIR = "[0-9A-Fa-f]{2}"

MAC_ADDRESS = ValueRule(
    name="mac-address",
    citation="45 CFR 164.514(b)(2)(i)(M)",
    means="the hardware address of a device (IEEE 802)",
    remedy="leave the address out",
    within=bounded(
        rf"{PAIR}(?::{PAIR}){{5}}|{PAIR}(?:-{PAIR}){{5}}|[0-9A-Fa-f]{{4}}(?:\.[0-9A-Fa-f]{{4}}){{2}}"
    ),
)
