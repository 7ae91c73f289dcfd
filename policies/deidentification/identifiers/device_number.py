"""45 CFR 164.514(b)(2)(i)(M): device identifiers and serial numbers, where the text shows one."""

from policies.deidentification.place import OF_WORDS
from policies.deidentification.value_rule import ValueRule

DEVICE_NUMBER = ValueRule(
    name="device-identifier",
    citation="45 CFR 164.514(b)(2)(i)(M)",
    means="a number that the text itself calls a device's or a serial number",
    remedy="leave the number out",
    # A unique device identifier begins with (01) and fourteen digits (GS1), 21 CFR 801.3.
    within=r"\(01\)\d{14}|(?i:serial|device|udi|imei)[ _]?(?i:no|number|id|#)?"
    r"[.:# _-]{1,3}[A-Za-z]{0,3}\d{4,}",
    searched_in=OF_WORDS,
)
