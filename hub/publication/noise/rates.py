"""Which rates can be told with noise."""

from hub.measures.measure import Measure, Rate


def rates_of_persons(measure: Measure) -> tuple[Rate, ...]:
    """Return the rates that count persons: of these alone it is known what one person changes."""
    if measure.basis != "patient":
        return ()
    return tuple(rate for rate in measure.rates if rate.counts == "persons")
