"""What one rule of the gate finds in one column of a batch."""

from typing import NamedTuple

import polars as pl


class Finding(NamedTuple):
    """A column, the rule that it breaks, what to do, and where.

    `mask` (Boolean, as long as the rows) is true for the rows concerned; without one the column
    is at fault as a whole, and `held` says how many values it holds. A `question` is put to the
    sender and refuses nothing.
    """

    column: str
    rule: str
    remedy: str
    mask: pl.Series | None = None
    held: int = 0
    question: bool = False
