"""The numbers of a release that an agreement may make stricter, and never looser."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import date
from types import MappingProxyType

from policies.parameter import parameter
from schemas.record import record

NOTHING_ASKED: Mapping[str, float] = MappingProxyType({})


@record
class ReleaseRule:
    """One number: which of two is the stricter, how large it may be, and what it says in words.

    `says` is a sentence of the agreement's text with the number at {number}.
    """

    stricter: Callable[[float, float], float]
    most: float
    says: str


# Each stands for the parameter of its name, which holds where nobody asks for anything stricter.
RELEASE_RULES: Mapping[str, ReleaseRule] = MappingProxyType(
    {
        "minimum_cell_size": ReleaseRule(
            stricter=max,
            most=1000,
            says="No count of people under {number}, zero apart, is shown, to whomever.",
        ),
        "minimum_contributors": ReleaseRule(
            stricter=max,
            most=1000,
            says="No comparator and no amount rests on fewer than {number} contributors.",
        ),
        "largest_contributor_share": ReleaseRule(
            stricter=min,
            most=1,
            says="No contributor's share of a comparator or an amount is larger than {number}.",
        ),
        "dominance_percent": ReleaseRule(
            stricter=min,
            most=100,
            says="No amount is shown of which the largest contributors hold over {number}%.",
        ),
        "p_percent": ReleaseRule(
            stricter=max,
            most=100,
            says="No amount tells what one contributor paid to within {number} per cent.",
        ),
        "margin_percent": ReleaseRule(
            stricter=max,
            most=100,
            says="Of an amount that is not shown nothing is known to within {number} per cent.",
        ),
        "minimum_age_of_cost_months": ReleaseRule(
            stricter=max,
            most=120,
            says="Amounts are shown once they are {number} months old.",
        ),
    }
)


@record
class ReleaseNumbers:
    """The numbers that a release goes by as of a day: the network's, or stricter ones asked for.

    `asked` holds what the agreements behind the release ask for, by the name of the parameter.
    """

    on: date
    asked: Mapping[str, float] = field(default_factory=lambda: NOTHING_ASKED)

    def __getitem__(self, name: str) -> float:
        """Return one of RELEASE_RULES by its name."""
        return stricter(name, parameter(name, on=self.on), self.asked.get(name))


def stricter(name: str, number: float, other: float | None) -> float:
    """Return the stricter of two numbers of a release; None asks for nothing."""
    return number if other is None else RELEASE_RULES[name].stricter(number, other)


def strictest(asked: Iterable[Mapping[str, float]]) -> Mapping[str, float]:
    """Return of each number that somebody asks for the strictest."""
    found: dict[str, float] = {}
    for numbers in asked:
        for name, number in numbers.items():
            found[name] = stricter(name, number, found.get(name))
    return MappingProxyType(found)


def looser(asked: Mapping[str, float], *, on: date) -> list[str]:
    """Return the names of numbers that are not stricter than the network's as of the day."""
    return [
        name
        for name, number in asked.items()
        if stricter(name, parameter(name, on=on), number) != number
    ]
