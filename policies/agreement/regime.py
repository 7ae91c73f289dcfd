"""The agreement as a regime: it governs every request, and where there is none nothing permits."""

from policies.decision import Authority
from policies.regime import Regime, always
from policies.rule import rules_of

AGREEMENT = Regime(
    name="agreement",
    authority=Authority.CONTRACT,
    governs=always,
    rules=rules_of("policies.agreement"),
)
