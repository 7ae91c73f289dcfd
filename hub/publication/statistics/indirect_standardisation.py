"""Indirect standardisation: what happened beside what the region's rates would lead one to expect.

E = Σ n_k R_k/N_k over the strata k: n_k persons of the practice, R_k events among N_k persons of
the region; the ratio is O/E, with Byar's interval of O divided by E; the rate is O/E times the
region's crude rate. Ratios of two practices are not comparable to each other: each stands on its
own mix of patients. Source: Breslow and Day (1987); PHEindicatormethods. Worked: O = 895 and
E = 835.883561 give 1.070723 (1.001715 to 1.143233).
"""

from collections.abc import Sequence

from hub.publication.statistics.byar import byar
from schemas.record import record


@record
class Stratum:
    """One stratum: the practice's persons, and the region's events and persons."""

    persons: float
    region_events: float
    region_persons: float


@record
class Standardised:
    """Events observed over those expected with the 95 % interval, and the adjusted rate."""

    observed: int
    expected: float
    ratio: float
    lowest: float
    highest: float
    rate: float


def expected_events(strata: Sequence[Stratum]) -> float:
    """Return how many events the region's rates would give; strata without persons add nothing."""
    return sum(
        stratum.persons * stratum.region_events / stratum.region_persons
        for stratum in strata
        if stratum.region_persons > 0
    )


def standardised(observed: int, expected: float, *, crude: float) -> Standardised | None:
    """Return the ratio of `observed` to `expected`; None where nothing is expected.

    `crude` is the region's rate over all strata.
    """
    if expected <= 0:
        return None
    low, high = byar(observed)
    return Standardised(
        observed=observed,
        expected=expected,
        ratio=observed / expected,
        lowest=low / expected,
        highest=high / expected,
        rate=observed / expected * crude,
    )
