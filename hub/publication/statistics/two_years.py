"""A figure of two whole years: how many were met of how many, or in which band the rate lies."""

from policies.disclosure_control.rates import Band, numerators
from schemas.record import record


@record
class TwoYears:
    """Of `total` in both years together is `told` how many were met, or the band of their rate."""

    told: int | Band
    total: int

    @property
    def ends(self) -> tuple[int, int]:
        """The least and greatest number that may have been met, as told."""
        if isinstance(self.told, int):
            return self.told, self.told
        return numerators(self.told, self.total)
