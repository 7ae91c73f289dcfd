"""A rate as it is told: a share in per cent, or a number per 1,000 where it is small by nature."""


def percent(share: float, digits: int = 0) -> str:
    """Return a share (0 to 1) as every page, report and chart writes it: 52%."""
    return f"{share:.{digits}%}"


def told_rate(rate: float, per: int = 1) -> str:
    """Return a rate (0 to 1, or more where events are counted) with its unit."""
    return f"{rate * per:,.1f} per {per:,}" if per > 1 else percent(rate)


def told_ends(low: int, high: int, per: int = 1) -> str:
    """Return the ends of a band of whole per cents, as they stand after "between"."""
    if per == 1:
        return f"{percent(low / 100)} and {percent(high / 100)}"
    return f"{low * per / 100:,.0f} and {high * per / 100:,.0f} per {per:,}"
