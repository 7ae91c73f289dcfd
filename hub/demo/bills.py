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
# Care outside a hospital, care of the mind by its codes, medication by the rate that counts it.
OUTPATIENT = ("office", "therapy", "collaborative-care", "integration")
BEHAVIORAL_SERVICES = ("90834", "99492", "99493", "99484")
MEDICINES = {"2": ("J0571",), "3": ("H0020",), "4": ("J2315",)}


def billed(
    *,
    person: pl.Series,
    day: pl.Series | np.ndarray,
    practice: pl.Series,
    procedure: pl.Series | str | None,
    place: pl.Series | str | None,
    diagnosis: pl.Series | str,
    amount: pl.Series | np.ndarray | float,
    what: pl.Series | str,
) -> pl.DataFrame:
    """Return one row a service: of a professional, of one day, in the network, by nobody named.

    Who bills otherwise writes over `last_day`, `revenue`, `bill_type`, `in_network`, `provider`.
    """
    rows = len(person)
    begins = pl.Series(day, dtype=pl.Date)
    nothing = pl.lit(None, dtype=pl.String)
    return pl.DataFrame(
        {
            "person": person,
            "day": begins,
            "last_day": begins,
            "practice": practice,
            "procedure": _column(procedure, rows),
            "diagnosis": _column(diagnosis, rows),
            "amount": pl.Series(np.broadcast_to(np.asarray(amount), rows)).round(2),
            "what": _column(what, rows),
            "place": _column(place, rows),
        }
    ).with_columns(in_network=True, revenue=nothing, bill_type=nothing, provider=nothing)


def _column(value: pl.Series | str | None, rows: int) -> pl.Series:
    if isinstance(value, pl.Series):
        return value
    return pl.Series([value], dtype=pl.String).new_from_index(0, rows)
