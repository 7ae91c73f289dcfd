"""What payers pay for, in rows that all kinds of services share."""

import numpy as np
import polars as pl

from hub.demo.plan import FIRST, LAST

DAYS = (LAST - FIRST).days + 1
OFFICE, EMERGENCY_ROOM, PROGRAM, AT_HOME, CENTER = "11", "23", "58", "10", "53"
# Of ICD-10-CM: what is wrong, by the kind of it.
MENTAL = ("F41.1", "F32.9", "F33.1", "F43.10", "F20.9", "F33.2", "T39.1X2A")
SUBSTANCE = ("F10.129", "F10.20", "F11.20")
SELF_HARM = "T39.1X2A"
OPIOID = "F11.20"


def billed(
    *,
    person: pl.Series,
    day: pl.Series | np.ndarray,
    practice: pl.Series,
    procedure: pl.Series | str | None,
    place: pl.Series | str,
    diagnosis: pl.Series | str,
    amount: pl.Series | np.ndarray | float,
    what: pl.Series | str,
    last_day: pl.Series | np.ndarray | None = None,
    revenue: str | None = None,
    bill_type: str | None = None,
    in_network: pl.Series | bool = True,
    provider: pl.Series | None = None,
) -> pl.DataFrame:
    """Return one row a service; a service without a bill type is a professional's.

    `provider` is whoever gave it, where the bill says so.
    """
    rows = len(person)
    begins = pl.Series(day, dtype=pl.Date)
    return pl.DataFrame(
        {
            "person": person,
            "day": begins,
            "last_day": begins if last_day is None else pl.Series(last_day, dtype=pl.Date),
            "practice": practice,
            "procedure": _column(procedure, rows),
            "diagnosis": _column(diagnosis, rows),
            "amount": pl.Series(np.broadcast_to(np.asarray(amount), rows)).round(2),
            "what": _column(what, rows),
            "place": _column(place, rows),
            "in_network": pl.Series(np.broadcast_to(np.asarray(in_network), rows)),
        }
    ).with_columns(
        revenue=pl.lit(revenue, dtype=pl.String),
        bill_type=pl.lit(bill_type, dtype=pl.String),
        provider=pl.lit(None, dtype=pl.String) if provider is None else provider,
    )


def _column(value: pl.Series | str | None, rows: int) -> pl.Series:
    if isinstance(value, pl.Series):
        return value
    return pl.Series([value], dtype=pl.String).new_from_index(0, rows)
