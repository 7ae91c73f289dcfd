"""A regime is a body of rules; it permits if some ground permits and no restriction denies."""

from collections.abc import Callable, Iterable

from policies.decision import Authority, Decision, Outcome, Reason
from policies.request import DisclosureRequest
from policies.rule import Answer, Deny, Kind, Permit, Rule, Silent
from schemas.record import record

Place = tuple[int, str, str]


@record
class Regime:
    """HIPAA, Part 2, a state's law, an agreement or the charter: its rules, when it governs."""

    name: str
    authority: Authority
    governs: Callable[[DisclosureRequest], bool]
    rules: tuple[Rule, ...]


@record
class Opinion:
    """What one regime says to one request; each reason with its place among the reasons.

    `silent`: no restriction denied, and no ground permitted.
    """

    outcome: Outcome
    reasons: tuple[tuple[Place, Reason], ...]
    obligations: frozenset[str] = frozenset()
    redact: frozenset[str] = frozenset()
    clause: str = ""
    silent: bool = False


def decide(request: DisclosureRequest, regimes: Iterable[Regime]) -> Decision:
    """Permit if every regime that governs permits; where none governs, nothing permits.

    One restriction's denial denies. Where regimes are merely silent, the first reason in the order
    of the decision table is the outcome: a consent that is missing, or a denial. The order of
    regimes and of their rules changes nothing.
    """
    opinions = [opinion(request, regime) for regime in regimes if regime.governs(request)]
    if not opinions:
        return Decision(outcome=Outcome.DENY, reasons=(_NOBODY,))
    refusals = [one for one in opinions if one.outcome is not Outcome.PERMIT]
    if refusals:
        return Decision(outcome=_refusal(refusals), reasons=_in_order(refusals))
    return Decision(
        outcome=Outcome.PERMIT,
        reasons=_in_order(opinions),
        obligations=frozenset().union(*(one.obligations for one in opinions)),
        redact=frozenset().union(*(one.redact for one in opinions)),
        clause="; ".join(sorted({one.clause for one in opinions if one.clause})),
    )


def always(_request: DisclosureRequest) -> bool:
    """Govern every request."""
    return True


def opinion(request: DisclosureRequest, regime: Regime) -> Opinion:
    """Ask each rule of the regime: a denial denies, else a ground permits, else silence denies."""
    given = [(rule, rule(request)) for rule in regime.rules]
    denials = [one for one in given if isinstance(one[1], Deny) and not one[1].only]
    if denials:
        return Opinion(outcome=Outcome.DENY, reasons=_placed(denials, regime))
    permits = [(rule, answer) for rule, answer in given if isinstance(answer, Permit)]
    if not permits:
        return _silence(given, regime)
    partial = [(rule, answer) for rule, answer in given if isinstance(answer, Deny)]
    # A ground that leaves nothing out suffices; what a restriction leaves out always stays out.
    left_out = frozenset.intersection(*(answer.redact for _, answer in permits))
    return Opinion(
        outcome=Outcome.PERMIT,
        reasons=_placed(permits, regime, kept=left_out) + _placed(partial, regime),
        obligations=frozenset().union(*(answer.obligations for _, answer in permits)),
        redact=left_out.union(*(answer.only for _, answer in partial)),
        clause="; ".join(sorted({answer.clause for _, answer in permits if answer.clause})),
    )


def _refusal(refusals: Iterable[Opinion]) -> Outcome:
    if any(not one.silent for one in refusals):
        return Outcome.DENY
    rows = [(one.reasons[0][0][:2], one.outcome is Outcome.DENY) for one in refusals]
    first = min(row for row, _ in rows)
    denied = any(denies for row, denies in rows if row == first)
    return Outcome.DENY if denied else Outcome.NO_CONSENT


def _silence(given: list[tuple[Rule, Answer]], regime: Regime) -> Opinion:
    silent = [
        (rule, answer)
        for rule, answer in given
        if rule.kind is Kind.GROUND and isinstance(answer, Silent)
    ]
    told = sorted((one for one in silent if one[1].relevant), key=lambda one: one[0].order)
    no_consent = any(answer.no_consent for _, answer in silent)
    return Opinion(
        outcome=Outcome.NO_CONSENT if no_consent else Outcome.DENY,
        # Rules about other situations would only confuse.
        reasons=_placed(told, regime) or ((_LAST, _nothing_permits(regime)),),
        silent=True,
    )


def _placed(
    given: Iterable[tuple[Rule, Answer]], regime: Regime, kept: frozenset[str] = frozenset()
) -> tuple[tuple[Place, Reason], ...]:
    return tuple((rule.order, _reason(rule, answer, regime, kept)) for rule, answer in given)


def _reason(rule: Rule, answer: Answer, regime: Regime, kept: frozenset[str]) -> Reason:
    return Reason(
        rule=rule.name,
        citation=answer.citation or rule.citation,
        text=answer.text,
        authority=regime.authority,
        redact=answer.only if isinstance(answer, Deny) else kept,
    )


def _nothing_permits(regime: Regime) -> Reason:
    return Reason(
        rule=regime.name,
        citation=regime.name,
        text=f"nothing in {regime.name} permits this",
        authority=regime.authority,
    )


def _in_order(opinions: Iterable[Opinion]) -> tuple[Reason, ...]:
    placed = {one for each in opinions for one in each.reasons}
    return tuple(reason for _, reason in sorted(placed, key=_whole_place))


def _whole_place(placed: tuple[Place, Reason]) -> tuple[Place, str, str, str, list[str]]:
    """Tell any two reasons apart: those alike in it would stand in an order that chance gives."""
    place, reason = placed
    return place, reason.citation, reason.text, reason.authority.value, sorted(reason.redact)


_LAST: Place = (99, "", "")
_NOBODY = Reason(rule="none", citation="none", text="no body of rules governs this request")
