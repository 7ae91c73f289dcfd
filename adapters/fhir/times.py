"""FHIR dates, date times and instants: the day as written, the instant in UTC, and how precise.

Source: HL7 FHIR R4, data types. A date may end after the year or the month; a time of day comes
with its zone. What is seen beyond that is read too: a time without seconds, 24:00:00, a leap
second, any number of decimals; a time without its zone gives the day alone.
"""

from contextlib import suppress

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc

from adapters.fhir.fixed_times import INSTANT, read_alike
from schemas.record import record

# Years below 1000 are placeholders; 9999 is one too, "no end": it has a day and no instant.
MONTH_AND_DAY = r"-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,6})?"
ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
PLAIN = rf"^[1-9][0-9]{{3}}{MONTH_AND_DAY}$|^[1-8][0-9]{{3}}{MONTH_AND_DAY}T{CLOCK}{ZONE}$"
ODD = (
    r"^(?<year>[1-9][0-9]{3})(?:-(?<month>[0-9]{2})(?:-(?<day>[0-9]{2})"
    r"(?:T(?<hour>[0-9]{2}):(?<minute>[0-9]{2})(?::(?<second>[0-9]{2})(?:\.(?<decimals>[0-9]+))?)?"
    r"(?<zone>Z|(?<sign>[+-])(?<east>[0-9]{2}):(?<minutes_east>[0-9]{2}))?)?)?)?$"
)
BARE_DAY = 10


@record
class Times:
    """Columns as long as the texts read: null where there is no text or it is none of these.

    `day` Date, `instant` Datetime[us, UTC], `precision` String (month, year; null for a day);
    `bad` and `zoneless` Boolean, true where a text cannot be read, or tells no zone.
    """

    day: pl.Series
    instant: pl.Series
    precision: pl.Series
    bad: pl.Series
    zoneless: pl.Series


def read_times(texts: pl.Series) -> Times:
    """Read FHIR times (String): the ordinary ones all at once, the odd ones by their parts."""
    if alike := read_alike(texts):
        return _sound(*alike)
    plain = texts.str.contains(PLAIN)
    if plain.all():
        # Where a month has no such day, each is looked at.
        with suppress(pa.ArrowInvalid):
            return _ordinary(texts)
    day = texts.str.slice(0, BARE_DAY).str.to_date("%Y-%m-%d", strict=False, cache=False)
    plain = (plain & day.is_not_null()).fill_null(value=False)
    ordinary = _ordinary(texts.set(~plain, None))
    odd = _odd(texts.set(plain, None))
    return Times(
        day=ordinary.day.zip_with(plain, odd["day"]),
        instant=ordinary.instant.zip_with(plain, odd["instant"]),
        precision=odd["precision"],
        bad=odd["day"].is_null() & ~plain & texts.is_not_null(),
        zoneless=odd["zoneless"],
    )


def _ordinary(texts: pl.Series) -> Times:
    """Read texts that are all ordinary; raises ArrowInvalid where one names a day that is none."""
    days = pc.cast(pc.utf8_slice_codeunits(texts.to_arrow(), 0, BARE_DAY), pa.date32())
    # By Polars: to compare with a number, Arrow loads pandas where it is installed.
    timed = texts.set(texts.str.len_bytes() == BARE_DAY, None).to_arrow()
    instants = pc.cast(timed, pa.timestamp("us", "UTC"))
    return _sound(pl.Series(days, dtype=pl.Date), pl.Series(instants, dtype=INSTANT))


def _sound(day: pl.Series, instant: pl.Series) -> Times:
    """Return times of which none is bad, coarse or without its zone."""
    no = pl.Series([False]).new_from_index(0, len(day))
    precision = pl.Series([None], dtype=pl.String).new_from_index(0, len(day))
    return Times(day=day, instant=instant, precision=precision, bad=no, zoneless=no)


def _odd(texts: pl.Series) -> pl.DataFrame:
    """Read texts by their parts: hour 24 and second 60 run on into the next day or minute."""
    parts = texts.str.extract_groups(ODD).struct.unnest()
    number = {
        name: pl.col(name).cast(pl.Int32)
        for name in ("hour", "minute", "second", "east", "minutes_east")
    }
    day = pl.concat_str(
        "year",
        pl.col("month").fill_null("01"),
        pl.col("day").fill_null("01"),
        separator="-",
    ).str.to_date("%Y-%m-%d", strict=False)
    end_of_day = (
        (number["hour"] == 24) & (number["minute"] == 0) & (_or_zero(number["second"]) == 0)
    )
    sound = (
        ((number["hour"] < 24) | end_of_day)
        & (number["minute"] < 60)
        & (_or_zero(number["second"]) <= 60)
        & (_or_zero(number["east"]) <= 14)
        & (_or_zero(number["minutes_east"]) < 60)
    ).fill_null(value=True)
    east = pl.duration(hours=_or_zero(number["east"]), minutes=_or_zero(number["minutes_east"]))
    clock = pl.duration(
        hours=number["hour"],
        minutes=number["minute"],
        seconds=_or_zero(number["second"]),
        microseconds=_or_zero(
            pl.col("decimals").str.slice(0, 6).str.pad_end(6, "0").cast(pl.Int64)
        ),
    )
    local = day.cast(pl.Datetime("us")) + clock
    instant = pl.when(pl.col("sign") == "-").then(local + east).otherwise(local - east)
    return parts.select(
        day=pl.when(sound).then(day),
        instant=pl.when(sound & pl.col("zone").is_not_null() & (pl.col("year") < "9999")).then(
            instant.dt.replace_time_zone("UTC")
        ),
        precision=pl.when(pl.col("year").is_not_null() & pl.col("month").is_null())
        .then(pl.lit("year"))
        .when(pl.col("month").is_not_null() & pl.col("day").is_null())
        .then(pl.lit("month")),
        zoneless=sound & pl.col("hour").is_not_null() & pl.col("zone").is_null(),
    )


def _or_zero(part: pl.Expr) -> pl.Expr:
    return part.fill_null(0)
