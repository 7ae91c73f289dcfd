"""The public tier with noise: which tables, which measures, and what one release may cost.

Whoever is shown figures exactly is shown none with noise: the noise would hide nothing from him,
and beside an exact sum it hides less than was promised.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from schemas.record import record

NOISE, NOTHING, PUBLIC = "noise", "none", "public"
# By what a table with noise may tell apart: the keys of its cells are known beforehand, and none
# of them is a participant.
PUBLIC_KEYS = frozenset({"line_of_business"})


class TwoTiers(ValueError):
    """Terms under which one audience would see figures exactly and with noise."""


@record
class NoisyTier:
    """What is told with noise: measures by identifier; `epsilon` is in thousandths, a release."""

    measures: frozenset[str]
    epsilon: int


def noisy_tier(
    said: Mapping[str, Any] | None,
    *,
    tables: Mapping[str, frozenset[str]],
    grants: Mapping[str, Mapping[str, str]],
) -> NoisyTier | None:
    """Return the terms of the noise, None where nothing is told with noise.

    TwoTiers where an audience sees figures both ways; ValueError where the terms are incomplete, or
    noise is granted to others than the public, or of a table that names who takes part.
    """
    noisy = {who: _granted(held) for who, held in grants.items() if _granted(held)}
    for who, names in noisy.items():
        if any(grant not in {NOISE, NOTHING} for grant in grants[who].values()):
            raise TwoTiers("grants figures exactly and with noise to one audience; choose one")
        if who != PUBLIC:
            raise TwoTiers("grants noise to those who take part, who see the same figures exactly")
        if any(not tables[name] <= PUBLIC_KEYS for name in names):
            raise ValueError("grants noise of a table that is not of the region as a whole")
    if not noisy:
        return None
    if said is None:
        raise ValueError("grants noise and does not say of which measures, and at what price")
    found = NoisyTier(measures=frozenset(map(str, said["measures"])), epsilon=int(said["epsilon"]))
    if not found.measures or found.epsilon < 1:
        raise ValueError("grants noise of no measure, or at no price")
    return found


def strictest_noise(agreed: Sequence[NoisyTier | None]) -> NoisyTier | None:
    """Return what all who speak of noise agreed on: the measures of all, the lowest price."""
    told = [each for each in agreed if each is not None]
    if not told:
        return None
    measures = frozenset.intersection(*(each.measures for each in told))
    return NoisyTier(measures=measures, epsilon=min(each.epsilon for each in told))


def _granted(held: Mapping[str, str]) -> list[str]:
    return [name for name, grant in held.items() if grant == NOISE]
