"""Keys of records made anew, so that no number of the sender's systems leaves with them.

Under Safe Harbor each is drawn by lot and forgotten after the run. On any other basis it is keyed
with the participant's linkage key, so that a later claim still finds the one that it replaces.
"""

import polars as pl

from hub.platform.tokens import keyed_codes, random_codes
from schemas.column import Kind
from schemas.table import Table

# Keys of the region's directory are the same for everybody and stay.
DIRECTORY = frozenset({"practice", "provider"})
# Keys made here begin so; there are 24 letters of base32 behind it.
MARK = "key"
MADE = r"^key[a-z2-7]{24}$"


class RecordKeys:
    """Makes keys anew: equal keys of one table stay equal, whichever file they stand in."""

    def __init__(self, key: bytes | None) -> None:
        self._key = key
        self._drawn: dict[str, pl.DataFrame] = {}

    def anew(self, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Return the rows with every key and reference made anew but those of the directory."""
        return rows.with_columns(
            self._of(rows[column.name], column.refers_to or table.name)
            for column in table.columns
            if column.kind in {Kind.KEY, Kind.REFERENCE}
            and (column.refers_to or table.name) not in DIRECTORY
            and rows[column.name].null_count() < rows.height
        )

    def _of(self, keys: pl.Series, table: str) -> pl.Series:
        made = keys.str.contains(MADE).fill_null(value=False)
        if made.all():
            return keys
        asked = keys.set(made, None)
        new = self._lot(asked, table) if self._key is None else self._keyed(asked, table)
        return new.zip_with(~made, keys).alias(keys.name)

    def _keyed(self, keys: pl.Series, table: str) -> pl.Series:
        codes = keyed_codes(keys, self._key or b"", scope=table)
        return pl.select(pl.lit(MARK) + codes).to_series()

    def _lot(self, keys: pl.Series, table: str) -> pl.Series:
        known = self._drawn.get(table, pl.DataFrame(schema={"old": pl.String, "new": pl.String}))
        fresh = pl.DataFrame({"old": keys.drop_nulls().unique()}).join(known, on="old", how="anti")
        codes = pl.select(pl.lit(MARK) + random_codes(fresh.height)).to_series()
        known = pl.concat([known, fresh.with_columns(new=codes)])
        self._drawn[table] = known
        asked = pl.DataFrame({"old": keys})
        return asked.join(known, on="old", how="left", maintain_order="left")["new"]
