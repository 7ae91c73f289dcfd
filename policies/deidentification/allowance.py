"""What a submission may hold, once its basis and its certificate are known."""

from schemas.record import record

PRECISIONS = ("year", "month", "day")


@record
class Allowance:
    """What the gate lets through.

    `date_precision` bounds the days of a person's records; `zip3` is "open", "populous" (000 where
    too few live there) or "none"; `columns` and `free_text` name columns as table.column (None:
    every column); `tables` names the tables (None: every table).
    """

    date_precision: str
    instants: bool
    zip3: str
    zip5: bool
    ages_over_89: bool
    dates_in_text: bool
    keyed_tokens: bool
    numbers_as_keys: bool
    free_text: frozenset[str] = frozenset()
    columns: frozenset[str] | None = None
    tables: frozenset[str] | None = None
