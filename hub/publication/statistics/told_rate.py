"""A rate as it is told: a share in per cent, or a number per 1,000 where it is small by nature."""


def told_rate(rate: float, per: int = 1) -> str:
    """Return a rate (0 to 1, or more where events are counted) with its unit."""
    return f"{rate * per:,.1f} per {per:,}" if per > 1 else f"{rate:.0%}"


def told_ends(low: int, high: int, per: int = 1) -> str:
    """Return the ends of a band of whole per cents, as they stand after "between"."""
    if per == 1:
        return f"{low} % and {high} %"
    return f"{low * per / 100:,.0f} and {high * per / 100:,.0f} per {per:,}"
