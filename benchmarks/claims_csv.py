"""The reader alone: claim lines from CSV to checked batches, against bare Polars on the same file.

`python -m benchmarks.claims_csv 5000000 20000000` times both for files of so many lines.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.inputs import read_inputs
from benchmarks.claim_lines import write_claim_lines
from benchmarks.run import measured, told


def read_alone(source: str) -> dict[str, int]:
    """Read, cast and check a file, and count its sound rows and its faults."""
    rows = faults = 0
    for batch in read_inputs([Path(source)]):
        rows += batch.height
        faults += batch.faults.height
    return {"rows": rows, "faults": faults}


def main(sizes: list[int]) -> None:
    """Print a line for each size and each way."""
    with TemporaryDirectory() as folder:
        for lines in sizes:
            source, target = Path(folder) / "claim_line.csv", Path(folder) / "bare.parquet"
            write_claim_lines(source, lines)
            bare = measured("benchmarks.intake:bare", str(source), str(target))
            read = measured("benchmarks.claims_csv:read_alone", str(source))
            print(told(f"bare Polars, {lines:,} lines", bare))
            print(told(f"read and checked, {lines:,} lines", read, bare), read.answer)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [1_000_000])
