"""45 CFR 164.514(b)(2)(i)(I): health plan beneficiary numbers: Medicare's old claim number."""

from policies.deidentification.place import Place
from policies.deidentification.value_rule import ValueRule, bounded

HEALTH_INSURANCE_CLAIM_NUMBER = ValueRule(
    name="health-insurance-claim-number",
    citation="45 CFR 164.514(b)(2)(i)(I)",
    means="a Medicare health insurance claim number: a social security number and a suffix",
    remedy="leave the number out; use a token for the person",
    within=bounded(r"\d{3}-\d{2}-\d{4}-?[A-Z][0-9A-Z]?") + r"|(?i:hicn?)[^0-9A-Za-z]{1,3}\d{9}",
    whole=r"\d{9}[A-Z][0-9A-Z]?",
    whole_in=frozenset({Place.PERSON, Place.TEXT}),
)
