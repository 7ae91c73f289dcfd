"""`hub evaluate` on raw NDJSON: the whole command, from the file to the results in JSON.

    python -m benchmarks.fhir_measures [patients [MEASURE]]

At least 25,000 patients a second are asked of each clinical measure. Costs are set beside bare
msgspec on the same file. CMS2 is read from an export of one file a type as well.
"""

import io
import re
import sys
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.fhir_bare import read as bare
from benchmarks.fhir_patients import write
from benchmarks.run import measured, told

PATIENTS = 150_000
MEASURES = ("CMS2", "CMS128", "CMS136", "CMS137", "CMS159", "CMS161", "CMS177")
TYPE = re.compile(rb'"resourceType":"([A-Za-z]+)"')

__all__ = ["bare", "export", "report", "result", "write"]


def result(measure: str, path: str) -> int:
    """Evaluate a measure as `hub evaluate` does; return how long the answer is."""
    # Imported here, so that starting the command is part of what is measured.
    from hub.cli import main

    answer = io.StringIO()
    days = ("--from", "2026-01-01", "--to", "2026-12-31")
    with redirect_stdout(answer):
        status = main(["evaluate", measure, path, *days, "--json"])
    if status:
        raise RuntimeError(f"{measure} cannot be evaluated")
    return len(answer.getvalue())


def export(path: str, folder: str) -> int:
    """Write the lines of a file to one file for each type; return how many files there are."""
    with ExitStack() as stack:
        files = {}
        for line in stack.enter_context(Path(path).open("rb")):
            found = TYPE.search(line)
            name = found[1].decode() if found else "unknown"
            if name not in files:
                place = Path(folder) / f"{name}.ndjson"
                files[name] = stack.enter_context(place.open("wb"))
            files[name].write(line)
    return len(files)


def report(patients: int = PATIENTS, *measures: str) -> list[str]:
    """Return the lines of the report: cost, ratio to bare msgspec, and patients a second."""
    with TemporaryDirectory() as place:
        path, folder = str(Path(place) / "patients.ndjson"), Path(place) / "export"
        folder.mkdir()
        measured("benchmarks.fhir_measures:write", path, patients)
        measured("benchmarks.fhir_measures:export", path, str(folder))
        floor = measured("benchmarks.fhir_measures:bare", path)
        lines = [
            f"{patients:,} patients, {Path(path).stat().st_size / 1e6:,.0f} MB",
            told("bare msgspec decode and flatten", floor),
        ]
        asked = [(name, path, name) for name in measures or MEASURES]
        first = asked[0][0]
        for name, given, title in [*asked, (first, str(folder), f"{first}, a file for each type")]:
            run = measured("benchmarks.fhir_measures:result", name, given)
            lines.append(told(title, run, floor) + f"   {patients / run.wall:,.0f} patients/s")
    return lines


if __name__ == "__main__":
    given = sys.argv[1:]
    print("\n".join(report(*map(int, given[:1]), *given[1:])))
