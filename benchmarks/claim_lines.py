"""A seeded file of claim lines for the benchmarks: wide, plausible, and wrong in three ways."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20261122
CHUNK = 500_000
LINES_OF_A_PERSON = 10
# One row in a thousand for each kind of error: well under the tolerance of 1 %.
WRONG = 0.001

PROCEDURES = [*(f"{code:05d}" for code in range(99202, 99500)), "G2214", "H0038", "J0571"]
MODIFIERS = ["25", "59", "GT", "95"]
REVENUES = ["0450", "0510", "0521", "0636", "0900", "0914"]
PLACES = [*["11", "22", "23", "02", "10"] * 40, "58"]
DRUGS = [f"{code:011d}" for code in range(54_000_000_000, 54_000_001_000)]
POINTERS = ["1", "1,2", "1,2,3", "2"]


def write_claim_lines(path: Path | str, lines: int) -> None:
    """Write a CSV of `lines` claim lines; the same bytes for the same number every time."""
    with Path(path).open("wb") as stream:
        for number, chunk in enumerate(claim_lines(lines)):
            chunk.write_csv(stream, include_header=number == 0)


def claim_lines(lines: int) -> Iterator[pl.DataFrame]:
    """Yield the claim lines as they stand in the file, half a million at a time."""
    generator = np.random.default_rng(SEED)
    for first in range(0, lines, CHUNK):
        yield _claim_lines(generator, first, min(CHUNK, lines - first), lines)


def _claim_lines(
    generator: np.random.Generator, first: int, count: int, lines: int
) -> pl.DataFrame:
    number = np.arange(first, first + count)
    claim = number // 3
    # A claim has one person, whom its number decides: its lines may lie in two chunks.
    person = (claim * 2_654_435_761) % max(lines // LINES_OF_A_PERSON, 1)
    start = generator.integers(19_700, 20_400, count).astype("int32")
    charged = np.round(generator.gamma(2.0, 90.0, count), 2)
    rows = pl.DataFrame(
        {
            "claim": _numbered("c", claim),
            "line": number % 3 + 1,
            "person": _token(person),
            "status": _drawn(generator, ["paid", "paid", "paid", "denied"], count),
            "start_day": pl.Series(start).cast(pl.Date),
            "end_day": pl.Series(start + generator.integers(0, 2, count)).cast(pl.Date),
            "procedure": _drawn(generator, PROCEDURES, count),
            "modifier": _drawn(generator, MODIFIERS, count, empty=0.6),
            "revenue": _drawn(generator, REVENUES, count, empty=0.6),
            "place_of_service": _drawn(generator, PLACES, count),
            "drug": _drawn(generator, DRUGS, count, empty=0.9),
            "diagnosis_pointer": _drawn(generator, POINTERS, count),
            "units": generator.integers(1, 9, count),
            "supply_days": pl.Series(_emptied(generator, ["30", "60", "90"], count, 0.9)),
            "quantity": pl.Series(_emptied(generator, ["30", "60", "120"], count, 0.9)),
            "practice": _numbered("PR", person % 60),
            "provider": _numbered("PV", person % 3_000),
            "in_network": _drawn(generator, ["true", "true", "false"], count),
            "charged_amount": charged,
            "allowed_amount": np.round(charged * 0.6, 2),
            "paid_amount": np.round(charged * 0.5, 2),
        }
    )
    return _spoilt(generator, rows)


def _token(person: np.ndarray) -> pl.Series:
    """Return 32 hexadecimal digits that only look random."""
    mixed = (person.astype("uint64") + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    halves = pl.DataFrame({"low": mixed, "high": mixed * np.uint64(0xD6E8FEB86659FD93)})
    texts = [
        pl.col(name).cast(pl.String).str.zfill(20).str.slice(4, 16) for name in ("low", "high")
    ]
    return halves.select(pl.concat_str(texts)).to_series()


def _numbered(prefix: str, numbers: np.ndarray) -> pl.Series:
    return pl.select(pl.lit(prefix) + pl.Series(numbers).cast(pl.String)).to_series()


def _drawn(
    generator: np.random.Generator, values: list[str], count: int, *, empty: float = 0.0
) -> pl.Series:
    return pl.Series(_emptied(generator, values, count, empty))


def _emptied(
    generator: np.random.Generator, values: list[str], count: int, empty: float
) -> pl.Series:
    drawn = pl.Series(values).gather(pl.Series(generator.integers(0, len(values), count)))
    if not empty:
        return drawn
    kept = pl.Series(generator.random(count) >= empty)
    return pl.select(pl.when(kept).then(drawn)).to_series()


def _spoilt(generator: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Plant three kinds of errors: a day that is none, units that are no number, a wrong order."""
    no_day, no_number, reversed_days = (
        pl.Series(generator.random(rows.height) < WRONG) for _ in range(3)
    )
    start, end = pl.col("start_day").cast(pl.String), pl.col("end_day").cast(pl.String)
    return rows.with_columns(
        start_day=pl.when(no_day).then(pl.lit("31/31/2026")).otherwise(start),
        end_day=pl.when(reversed_days).then(pl.lit("1999-01-01")).otherwise(end),
        units=pl.when(no_number).then(pl.lit("some")).otherwise(pl.col("units").cast(pl.String)),
    )
