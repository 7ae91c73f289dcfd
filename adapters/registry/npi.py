"""The National Provider Identifier: ten digits, the last of which checks the others."""

import polars as pl

from adapters.distinct import per_distinct

# What the issuer prefix 80840 adds to the sum (45 CFR 162.406, ISO/IEC 7812).
PREFIX = 24


def is_npi(cells: pl.Series) -> pl.Series:
    """Say of each text whether it is an NPI; null where there is none."""
    return per_distinct(
        cells, lambda texts: pl.Series([_checks(text) for text in texts], dtype=pl.Boolean)
    )


def _checks(text: str) -> bool:
    if len(text) != 10 or not (text.isascii() and text.isdigit()):
        return False
    doubled = [int(digit) * (1 + (place + 1) % 2) for place, digit in enumerate(text)]
    return (PREFIX + sum(number // 10 + number % 10 for number in doubled)) % 10 == 0
