"""45 CFR 164.514(b)(2)(i)(F): electronic mail addresses."""

from policies.deidentification.value_rule import ValueRule

EMAIL_ADDRESS = ValueRule(
    name="email-address",
    citation="45 CFR 164.514(b)(2)(i)(F)",
    means="an e-mail address",
    remedy="leave the address out",
    within=r"[0-9A-Za-z._%+'-]+@[0-9A-Za-z-]+\.[0-9A-Za-z.-]*[A-Za-z]{2}",
)
