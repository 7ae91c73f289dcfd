"""A rule: a sentence, a citation, a day from which it holds, and a pure function that answers.

A ground answers Permit or Silent, a restriction answers Deny or Silent. A rule that is not yet, or
no longer, in force is silent and says so.
"""

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from importlib import import_module
from pkgutil import iter_modules

from policies.request import DisclosureRequest
from schemas.record import record


@record
class Permit:
    """A ground permits: why, what must be done along with it, and what to leave out."""

    text: str
    obligations: frozenset[str] = frozenset()
    redact: frozenset[str] = frozenset()
    clause: str = ""
    citation: str = ""


@record
class Deny:
    """A restriction denies: everything, or `only` what carries one of these labels."""

    text: str
    only: frozenset[str] = frozenset()
    citation: str = ""


@record
class Silent:
    """A rule has nothing to say, and why.

    `relevant` is false where the rule is about another situation, so that nobody needs to hear of
    it; `no_consent` marks the silence of a ground that found no consent at all.
    """

    text: str
    relevant: bool = True
    no_consent: bool = False
    citation: str = ""


Answer = Permit | Deny | Silent


class Kind(StrEnum):
    """Whether a rule can permit or can deny; no rule can do both."""

    GROUND = "ground"
    RESTRICTION = "restriction"


@record
class Rule:
    """One rule; `row` is its row in the decision table, which gives reasons their order."""

    name: str
    kind: Kind
    citation: str
    effective: date
    repealed: date | None
    row: str
    sentence: str
    judge: Callable[[DisclosureRequest], Answer]

    def __call__(self, request: DisclosureRequest) -> Answer:
        """Answer the request, or be silent where the rule is not in force on its day."""
        if request.on < self.effective:
            return Silent(text=f"{self.citation} is not yet in force")
        if self.repealed and request.on >= self.repealed:
            return Silent(text=f"{self.citation} is no longer in force")
        return self.judge(request)

    @property
    def order(self) -> tuple[int, str, str]:
        """The place of the rule's reasons among others."""
        digits = "".join(sign for sign in self.row if sign.isdigit())
        return int(digits), self.row, self.name


def ground(
    citation: str, *, effective: date, row: str, repealed: date | None = None
) -> Callable[[Callable[[DisclosureRequest], Permit | Silent]], Rule]:
    """Make a ground of a function; its docstring is the rule's sentence."""
    return lambda judge: _rule(judge, Kind.GROUND, citation, effective, repealed, row)


def restriction(
    citation: str, *, effective: date, row: str, repealed: date | None = None
) -> Callable[[Callable[[DisclosureRequest], Deny | Silent]], Rule]:
    """Make a restriction of a function; its docstring is the rule's sentence."""
    return lambda judge: _rule(judge, Kind.RESTRICTION, citation, effective, repealed, row)


def rules_of(package: str) -> tuple[Rule, ...]:
    """Find each rule in the package: there is no list to keep, and none to forget."""
    names = sorted(found.name for found in iter_modules(import_module(package).__path__))
    modules = [import_module(f"{package}.{name}") for name in names if name != "regime"]
    rules = {
        found.name: found
        for module in modules
        for found in vars(module).values()
        if isinstance(found, Rule)
    }
    return tuple(sorted(rules.values(), key=lambda rule: rule.order))


def _rule(
    judge: Callable[[DisclosureRequest], Answer],
    kind: Kind,
    citation: str,
    effective: date,
    repealed: date | None,
    row: str,
) -> Rule:
    package = judge.__module__.split(".")[-2]
    return Rule(
        name=f"{package}/{judge.__name__}",
        kind=kind,
        citation=citation,
        effective=effective,
        repealed=repealed,
        row=row,
        sentence=(judge.__doc__ or "").strip().split("\n")[0],
        judge=judge,
    )
