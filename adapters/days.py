"""Days and instants as senders write them: the day as written, the instant in UTC.

A day is YYYY-MM-DD or YYYYMMDD; a month YYYY-MM and a year YYYY are kept as their first day, with
the precision told. An instant is a day, a time and an offset (ISO 8601 or RFC 3339).
"""

import polars as pl

_YEAR = "[1-9][0-9]{3}"
_DAY = (
    rf"^({_YEAR}-[0-9]{{2}}-[0-9]{{2}})(?:[T ][0-9:.]*[0-9] ?(?:Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?$"
)
_COMPACT = rf"^{_YEAR}[0-9]{{4}}$"
_MONTH = rf"^{_YEAR}-[0-9]{{2}}$"
_YEAR_ALONE = rf"^{_YEAR}$"
# Day, hour and minute, second with its fraction, offset.
_INSTANT = (
    rf"^({_YEAR}-[0-9]{{2}}-[0-9]{{2}})[T ]([0-9]{{2}}:[0-9]{{2}})(:[0-9]{{2}})?(\.[0-9]{{1,9}})?"
    r" ?(Z|[+-][0-9]{2}:?[0-9]{2})$"
)


def cast_day(words: pl.Series) -> tuple[pl.Series, pl.Series | None]:
    """Return the days that are written, and their precision where some are no more than a month.

    A day is null where there is none, and the first of its month or year where that is all that is
    written; then the precision says "month" or "year".
    """
    coarse = _precision(words)
    return _day(words), None if coarse.null_count() == len(coarse) else coarse


def cast_instant(words: pl.Series) -> pl.Series:
    """Return the instants that are written with their offset, in UTC; null where there is none."""
    word = pl.col(words.name)
    part = word.str.extract_groups(_INSTANT).struct
    written = pl.concat_str(
        part.field("1"),
        pl.lit("T"),
        part.field("2"),
        part.field("3").fill_null(":00"),
        part.field("4").fill_null(".0"),
        part.field("5").replace("Z", "+00:00"),
    )
    instant = written.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f%z", time_unit="us", strict=False)
    return words.to_frame().select(instant.dt.convert_time_zone("UTC")).to_series()


def has_time(text: pl.Series) -> pl.Series:
    """Say where more than a day is written."""
    return text.str.len_chars() > len("YYYY-MM-DD")


def _day(words: pl.Series) -> pl.Series:
    word = pl.col(words.name)
    iso = pl.coalesce(
        word.str.extract(_DAY),
        pl.when(word.str.contains(_MONTH)).then(word + "-01"),
        pl.when(word.str.contains(_YEAR_ALONE)).then(word + "-01-01"),
        pl.when(word.str.contains(_COMPACT)).then(
            pl.concat_str(
                word.str.slice(0, 4), word.str.slice(4, 2), word.str.slice(6, 2), separator="-"
            )
        ),
    )
    return words.to_frame().select(iso.str.to_date("%Y-%m-%d", strict=False)).to_series()


def _precision(words: pl.Series) -> pl.Series:
    word = pl.col(words.name)
    found = (
        pl.when(word.str.contains(_MONTH))
        .then(pl.lit("month"))
        .when(word.str.contains(_YEAR_ALONE))
        .then(pl.lit("year"))
    )
    return words.to_frame().select(found).to_series()
