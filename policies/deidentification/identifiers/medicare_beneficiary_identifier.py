"""45 CFR 164.514(b)(2)(i)(I): health plan beneficiary numbers: Medicare's identifier (MBI)."""

from policies.deidentification.value_rule import ValueRule, bounded

# Positions 2, 5, 8 and 9 are letters, never S, L, O, I, B or Z (CMS, "Understanding the MBI").
LETTER = "[AC-HJKMNP-RT-Yac-hjkmnp-rt-y]"
EITHER = "[0-9AC-HJKMNP-RT-Yac-hjkmnp-rt-y]"

MEDICARE_BENEFICIARY_IDENTIFIER = ValueRule(
    name="medicare-beneficiary-identifier",
    citation="45 CFR 164.514(b)(2)(i)(I)",
    means="a Medicare beneficiary identifier",
    remedy="leave the identifier out; use a token for the person",
    within=bounded(
        rf"[1-9]{LETTER}{EITHER}\d[- ]?{LETTER}{EITHER}\d[- ]?{LETTER}{{2}}\d{{2}}",
    ),
)
