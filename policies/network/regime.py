"""The network's charter as a regime: policy, never law; it governs every request."""

from policies.decision import Authority
from policies.regime import Regime, always
from policies.rule import rules_of

NETWORK = Regime(
    name="network charter",
    authority=Authority.POLICY,
    governs=always,
    rules=rules_of("policies.network"),
)
