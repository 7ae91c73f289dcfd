"""FHIR times of one shape, read all at once from the places of their digits.

A program writes all times of an element alike. What is written otherwise, and days of other
centuries, are left to who reads each text by itself (times.py).
"""

from itertools import product

import numpy as np
import numpy.typing as npt
import polars as pl

INSTANT = pl.Datetime("us", "UTC")
DAY = b"0000-00-00"
CLOCK = DAY + b"T00:00:00"
FRACTIONS = (b"", *(b"." + b"0" * count for count in range(1, 7)))
ZONES = (b"Z", b"+00:00", b"-00:00")
# Each digit stands as 0.
SHAPES = frozenset({DAY, *(CLOCK + b"".join(rest) for rest in product(FRACTIONS, ZONES))})
_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_ZERO = np.uint8(b"0"[0])
# When each month of two centuries begins, in days; and the first month after them.
_FIRST_YEAR, _END_YEAR = 1900, 2100
_BEGINS = (
    np.arange(f"{_FIRST_YEAR}-01", f"{_END_YEAR}-02", dtype="datetime64[M]")
    .astype("datetime64[D]")
    .astype(np.int64)
)
_LATEST = {11: 23, 14: 59, 17: 59}
_EAST, _MINUTES_EAST = 14, 59

Digits = npt.NDArray[np.uint8]
Numbers = npt.NDArray[np.int64]


def read_alike(texts: pl.Series) -> tuple[pl.Series, pl.Series] | None:
    """Read times (String) of one ordinary shape into days (Date) and instants (Datetime, UTC).

    None where they are of several shapes, one is null, or one names a day or hour that is none.
    """
    written = _side_by_side(texts)
    if written is None:
        return None
    shape = written.min(axis=1).tobytes().translate(_ALIKE)
    if shape not in SHAPES or shape != written.max(axis=1).tobytes().translate(_ALIKE):
        return None
    digits = written - _ZERO
    days = _days(digits)
    if days is None:
        return None
    if shape == DAY:
        return _as_dates(days), pl.Series([None], dtype=INSTANT).new_from_index(0, len(days))
    microseconds = _microseconds(days, digits, shape)
    if microseconds is None:
        return None
    return _as_dates(days), pl.Series(microseconds).cast(INSTANT)


def _side_by_side(texts: pl.Series) -> Digits | None:
    """Return texts of one length as a row for each place in them; None where lengths differ."""
    arrow = texts.to_arrow()
    if not len(arrow) or arrow.null_count:
        return None
    _, places, content = arrow.buffers()
    ends = np.frombuffer(places, dtype=np.int64)[arrow.offset : arrow.offset + len(arrow) + 1]
    length = int(ends[1] - ends[0])
    if not length or not (np.diff(ends) == length).all():
        return None
    everything: Digits = np.frombuffer(content, dtype=np.uint8)[ends[0] : ends[-1]]
    return np.ascontiguousarray(everything.reshape(-1, length).T)


def _pair(digits: Digits, place: int) -> Digits:
    """Return the number that two digits write."""
    number: Digits = digits[place] * np.uint8(10) + digits[place + 1]
    return number


def _days(digits: Digits) -> Numbers | None:
    """Return each day by its number; None where a month has no such day."""
    years = _pair(digits, 0).astype(np.int64) * 100 + _pair(digits, 2)
    months, days = _pair(digits, 5), _pair(digits, 8)
    if years.min() < _FIRST_YEAR or years.max() >= _END_YEAR:
        return None
    if months.min() < 1 or months.max() > 12 or days.min() < 1:
        return None
    index = (years - _FIRST_YEAR) * 12 + (months - np.uint8(1))
    begins = _BEGINS[index]
    numbers = begins + (days - np.uint8(1))
    return numbers if (numbers < _BEGINS[index + 1]).all() else None


def _microseconds(days: Numbers, digits: Digits, shape: bytes) -> Numbers | None:
    """Return each instant; None where there is no such hour, minute, second or offset."""
    zoned = not shape.endswith(b"Z")
    east, minutes_east = len(shape) - 5, len(shape) - 2
    latest = _LATEST | ({east: _EAST, minutes_east: _MINUTES_EAST} if zoned else {})
    if any(_pair(digits, place).max() > most for place, most in latest.items()):
        return None
    minutes = days * 1440 + _pair(digits, 11).astype(np.int64) * 60 + _pair(digits, 14)
    if zoned:
        offset = _pair(digits, east).astype(np.int64) * 60 + _pair(digits, minutes_east)
        minutes += offset if shape.endswith(ZONES[2]) else -offset
    microseconds = (minutes * 60 + _pair(digits, 17)) * 1_000_000
    unit = 100_000
    for digit in digits[len(CLOCK) + 1 : len(shape) - len(ZONES[1] if zoned else ZONES[0])]:
        microseconds += digit.astype(np.int64) * unit
        unit //= 10
    return microseconds


def _as_dates(days: Numbers) -> pl.Series:
    return pl.Series(days.astype(np.int32)).cast(pl.Date)
