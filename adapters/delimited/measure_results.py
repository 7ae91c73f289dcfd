"""Results of measures as CSV: one line a rate and stratum, or a rate and person."""

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from schemas.counted_measure import Counted
from schemas.measure_result import POPULATIONS
from schemas.period import Period

COUNTS = tuple(name.replace("-", "_") for name in POPULATIONS)
COLUMNS = ("measure", "from", "to", "rate", "person", "strata", *COUNTS)


def results_csv(results: Mapping[str, Sequence[Counted]], period: Period) -> bytes:
    """Return the rows of each measure, by its identifier; a population not defined is empty.

    Strata are written `name=value`, several after one another with a bar between.
    """
    lines = [_line(identifier, row, period) for identifier, rows in results.items() for row in rows]
    schema = {name: pl.Int64 if name in COUNTS else pl.String for name in COLUMNS}
    return pl.DataFrame(lines, schema=schema, orient="row").write_csv().encode()


def _line(identifier: str, row: Counted, period: Period) -> list[object]:
    strata = "|".join(f"{name}={value}" for name, value in row["strata"].items())
    return [
        identifier,
        period.first.isoformat(),
        period.last.isoformat(),
        row["rate"],
        row.get("person"),
        strata or None,
        *_counts(row["counts"], POPULATIONS),
    ]


def _counts(counts: Mapping[str, int], populations: Iterable[str]) -> list[int | None]:
    return [counts.get(name) for name in populations]
