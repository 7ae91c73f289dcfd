"""The HIPAA privacy rule as a regime: it governs every request, if only to say that it is met."""

from policies.decision import Authority
from policies.regime import Regime, always
from policies.rule import rules_of

HIPAA = Regime(
    name="HIPAA",
    authority=Authority.LAW,
    governs=always,
    rules=rules_of("policies.hipaa"),
)
