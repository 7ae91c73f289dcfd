"""45 CFR 164.514(b)(2)(i)(I), (J): numbers of members and accounts, where a word says so."""

from policies.deidentification.value_rule import ValueRule

PLAN_NUMBER = ValueRule(
    name="plan-or-account-number",
    citation="45 CFR 164.514(b)(2)(i)(I), (J)",
    means="a number that the text itself calls a member's, a subscriber's or an account's",
    remedy="leave the number out; use a token for the person",
    within=r"(?i:member|subscriber|beneficiary|policy|account|acct)[ _]?(?i:no|number|id|#)?"
    r"[.:# _-]{1,3}[A-Za-z]{0,3}\d{4,}",
)
