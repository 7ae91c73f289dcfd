"""What the law, the agreement and the network say to a request: a value with its reasons."""

from enum import StrEnum
from typing import NoReturn

from schemas.record import record


class Outcome(StrEnum):
    """Permit, deny, or deny because there is no consent that could be judged."""

    PERMIT = "permit"
    DENY = "deny"
    NO_CONSENT = "no-consent"


class Authority(StrEnum):
    """Whether a reason is one of law, of a contract, or of the network's own policy."""

    LAW = "law"
    CONTRACT = "contract"
    POLICY = "policy"


@record
class Reason:
    """One rule's part in a decision, in words that a patient could read; names no person.

    `redact` holds the labels that this rule leaves out of an otherwise permitted disclosure.
    """

    rule: str
    citation: str
    text: str
    authority: Authority = Authority.LAW
    redact: frozenset[str] = frozenset()

    def document(self) -> dict[str, str]:
        """Return the reason as the members of a JSON object."""
        return {"rule": self.rule, "citation": self.citation, "text": self.text}


@record
class Decision:
    """The outcome, why, what must be done with it, what to leave out, and on which clause it rests.

    The reasons stand in the order of the decision table: the first one is the first refusal.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    obligations: frozenset[str] = frozenset()
    redact: frozenset[str] = frozenset()
    clause: str = ""

    def __bool__(self) -> NoReturn:
        raise TypeError("a decision is no bool: read .permitted or call .enforce()")

    @property
    def permitted(self) -> bool:
        """Whether the disclosure may go, but for what `redact` names."""
        return self.outcome is Outcome.PERMIT

    def enforce(self) -> None:
        """Return where the disclosure may go; raise Refused where it may not."""
        if not self.permitted:
            raise Refused(self)

    def document(self) -> dict[str, object]:
        """Return the decision as the members of a JSON object."""
        return {
            "decision": str(self.outcome),
            "redact": sorted(self.redact),
            "reasons": [reason.document() for reason in self.reasons],
            "obligations": sorted(self.obligations),
        }


class Refused(Exception):
    """A disclosure was enforced that is not permitted."""

    def __init__(self, decision: Decision) -> None:
        first = decision.reasons[0]
        super().__init__(f"{decision.outcome}: {first.text} ({first.citation})")
        self.decision = decision
