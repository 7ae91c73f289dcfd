"""A home's files as they lie there: identified, one CSV for each table, in the home layout."""

import io
from pathlib import Path

import numpy as np
import polars as pl

from adapters.delimited.writing import write_table
from hub.demo.homes import Home
from hub.demo.plan import SEED
from schemas.records import TABLES

# A prime above the number of persons: multiplying by it mixes them and lets no two meet.
_MODULUS, _STEP = 1_000_003, 7_919
_TYPOS = 0.01


def write_home(home: Home, crowd: pl.DataFrame, folder: Path) -> list[Path]:
    """Write the tables of a home as identified CSV files and return their paths.

    The person file says who everybody is: name, social security number, telephone, address. At a
    payer one name in a hundred is misspelt, as in any book of members.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = local_numbers(home, crowd)
    written = []
    for name, frame in home.tables.items():
        path = folder / f"{name}.csv"
        table = TABLES[name]
        local = frame
        if table.has_person:
            local = frame.with_columns(person=own.gather(frame["person"]))
        if name == "person":
            _write_identified(local, _identity(home, crowd, frame["person"]), path)
        else:
            with path.open("wb") as stream:
                write_table(_filled(local), table, stream)
        written.append(path)
    return written


def local_numbers(home: Home, crowd: pl.DataFrame) -> pl.Series:
    """Return the home's own number of each person of the region, by the person's number."""
    offset = sum(home.name.encode())
    mixed = (crowd["person"] * _STEP + offset) % _MODULUS
    letter = "M" if home.kind == "payer" else "P"
    return letter + mixed.cast(pl.String).str.zfill(7)


def _identity(home: Home, crowd: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    who = crowd.select("given", "family", "ssn", "phone", "zip5")[numbers.to_numpy()]
    if home.kind == "payer":
        draw = np.random.default_rng(SEED + sum(home.name.encode()))
        misspelt = pl.Series(draw.random(who.height) < _TYPOS)
        slipped = pl.col("family").str.replace(r"(.)$", "${1}x")
        who = who.with_columns(
            family=pl.when(pl.lit(misspelt)).then(slipped).otherwise(pl.col("family"))
        )
    street = pl.format("{} Main Street", pl.int_range(1, pl.len() + 1) % 900)
    return who.select(
        first_name="given", last_name="family", ssn="ssn", phone="phone", street_address=street
    )


def _write_identified(rows: pl.DataFrame, identity: pl.DataFrame, path: Path) -> None:
    plain = io.BytesIO()
    write_table(_filled(rows), TABLES["person"], plain)
    plain.seek(0)
    cells = pl.read_csv(plain, infer_schema=False)
    identity.hstack(cells).write_csv(path)


def _filled(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out columns that hold nothing: homes have no empty columns."""
    empty = [name for name in rows.columns if rows[name].null_count() == rows.height]
    kept = [name for name in rows.columns if name not in empty]
    return rows.select(kept) if rows.height else rows
