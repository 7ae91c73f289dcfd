"""42 CFR Part 2 as a regime: it governs what identifies a patient of a program."""

from policies.decision import Authority
from policies.part2.s2_12_a_applicability import restricts
from policies.regime import Regime
from policies.rule import rules_of

PART2 = Regime(
    name="42 CFR Part 2",
    authority=Authority.LAW,
    governs=restricts,
    rules=rules_of("policies.part2"),
)
