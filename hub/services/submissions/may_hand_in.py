"""Whether a participant may hand in now, and how much: asked before a body is read."""

from hub.services.agreements.facts import AgreementFacts, agreement_of
from hub.services.house import House
from hub.services.refusal import Refused
from policies.lifecycle.lifecycles import allowed

SIZE_BOUND = 2 << 30


def may_hand_in(house: House, participant: str) -> AgreementFacts:
    """Return the agreement under which the participant hands in now; Refused where there is none.

    Asked before the first byte of a body is read.
    """
    with house.look() as work:
        facts = agreement_of(work, participant)
    if facts is None:
        raise Refused(
            rule="no-agreement", text="there is no agreement with this participant", status=403
        )
    if not allowed("agreement", facts.state, "hand-in"):
        raise Refused(
            rule="agreement-not-active",
            text=f"the agreement is {facts.state}; nothing can be handed in under it",
            status=403,
        )
    if facts.lacking:
        raise Refused(
            rule="paper-missing",
            text=f"the agreement needs {facts.lacking[0].text} ({facts.lacking[0].citation})",
            status=403,
        )
    return facts


def size_bound(facts: AgreementFacts) -> int:
    """Return how many bytes a file may have under an agreement."""
    return facts.terms.size_bound or SIZE_BOUND


def too_large(bound: int) -> Refused:
    """Return the refusal of a file that has more bytes than it may."""
    return Refused(
        rule="too-large",
        text=f"the file is larger than the {bound} bytes that the agreement allows",
        status=413,
    )
