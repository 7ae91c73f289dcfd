"""Illinois law as a regime: it governs what tells who a person is, from contributors there."""

from policies.decision import Authority
from policies.regime import Regime
from policies.request import DisclosureRequest
from policies.rule import rules_of
from policies.states.illinois import STATE


def _from_illinois(request: DisclosureRequest) -> bool:
    return request.identifiable and request.state == STATE


ILLINOIS = Regime(
    name="Illinois law",
    authority=Authority.LAW,
    governs=_from_illinois,
    rules=rules_of("policies.states.illinois"),
)
