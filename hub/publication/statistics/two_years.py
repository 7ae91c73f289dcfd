"""A figure of two whole years: how many were met of how many, or in which band the rate lies."""

from collections.abc import Sequence

from policies.disclosure_control.rates import Band, numerators
from schemas.record import record


@record
class Weighed:
    """What is said of both years: `met` times those met and `whole` times all lie between ends.

    None where there is no end.
    """

    met: int
    whole: int
    lowest: int | None
    highest: int | None


@record
class TwoYears:
    """Of `total` in both years together is `told` how many were met, or the band of their rate.

    Where `total` is None it is told of a band only that there are `least` or more.
    """

    told: int | Band
    total: int | None
    least: int = 0

    @property
    def ends(self) -> tuple[int, int] | None:
        """The least and greatest number that may have been met, as told; None of no told total."""
        if isinstance(self.told, int):
            return self.told, self.told
        return numerators(self.told, self.total) if self.total is not None else None

    @property
    def said(self) -> Sequence[Weighed]:
        """What the figure says, as whoever knows nothing else would write it down."""
        ends = self.ends
        if ends is not None:
            return (
                Weighed(met=1, whole=0, lowest=ends[0], highest=ends[1]),
                Weighed(met=0, whole=1, lowest=self.total, highest=self.total),
            )
        found = [Weighed(met=0, whole=1, lowest=self.least, highest=None)]
        if isinstance(self.told, Band) and self.told.low > 0:
            found.append(Weighed(met=100, whole=-self.told.low, lowest=0, highest=None))
        if isinstance(self.told, Band) and self.told.high < 100:
            found.append(Weighed(met=100, whole=-self.told.high, lowest=None, highest=-1))
        return found
