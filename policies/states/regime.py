"""State law as a regime: it governs what still tells who a person is."""

from policies.decision import Authority
from policies.regime import Regime
from policies.request import DisclosureRequest
from policies.rule import rules_of


def _identifies(request: DisclosureRequest) -> bool:
    return request.identifiable


STATE_LAW = Regime(
    name="state law",
    authority=Authority.LAW,
    governs=_identifies,
    rules=rules_of("policies.states"),
)
