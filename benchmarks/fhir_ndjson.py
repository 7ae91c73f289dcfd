"""The FHIR reader on NDJSON against bare msgspec on the same file, and how many patients a second.

    python -m benchmarks.fhir_ndjson [patients]

1,000,000 patients of the decks are about 4.5 GB; 220,000 are one.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.fhir import ndjson
from adapters.source import path_source
from benchmarks.fhir_bare import read as bare
from benchmarks.fhir_patients import write
from benchmarks.run import Run, measured, told

PATIENTS = 220_000

__all__ = ["bare", "read", "report", "write"]


def read(path: str, workers: int) -> dict[str, int]:
    """Read a file with the adapter; return the rows by table and the faults."""
    counts = {"faults": 0}
    for batch in ndjson.read(path_source(Path(path)), workers=workers):
        name = batch.table.name
        counts[name] = counts.get(name, 0) + batch.height
        counts["faults"] += batch.faults.height
    return counts


def report(patients: int = PATIENTS) -> list[str]:
    """Return the lines of the report: cost, ratio to bare msgspec, and rates."""
    with TemporaryDirectory() as folder:
        path = str(Path(folder) / "patients.ndjson")
        resources = int(str(measured("benchmarks.fhir_ndjson:write", path, patients).answer))
        size = Path(path).stat().st_size
        floor = measured("benchmarks.fhir_ndjson:bare", path)
        alone = measured("benchmarks.fhir_ndjson:read", path, 1)
        both = measured("benchmarks.fhir_ndjson:read", path, 2)
    return [
        f"{patients:,} patients, {resources:,} resources, {size / 1e6:,.0f} MB",
        told("bare msgspec decode and flatten", floor),
        told("adapter, one process", alone, floor) + _rates(alone, patients, resources),
        told("adapter, two processes", both, floor) + _rates(both, patients, resources),
    ]


def _rates(run: Run, patients: int, resources: int) -> str:
    return f"   {patients / run.wall:,.0f} patients/s {resources / run.wall:,.0f} resources/s"


if __name__ == "__main__":
    print("\n".join(report(*map(int, sys.argv[1:]))))
