"""Results of measures as a file: CSV, or FHIR MeasureReports one a line."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import cast

from adapters.delimited.measure_results import results_csv
from adapters.fhir.measure_reports import individual_reports, summary_report
from hub.measures.document import counted
from hub.measures.measure import Measure
from schemas.counted_measure import Counted, PersonCounted
from schemas.period import Period

SUFFIXES = (".csv", ".ndjson")


def write_results(
    path: Path,
    measures: Sequence[Measure],
    rows: Mapping[str, Sequence[Counted]],
    period: Period,
) -> None:
    """Write the rows of each measure to a file whose suffix is one of SUFFIXES."""
    if path.suffix == ".csv":
        path.write_bytes(results_csv(rows, period))
        return
    with path.open("wb") as stream:
        for measure in measures:
            for report in _reports(measure, rows[measure.identifier], period):
                stream.write(report + b"\n")


def _reports(measure: Measure, rows: Sequence[Counted], period: Period) -> Iterator[bytes]:
    known = counted(measure)
    if rows and "person" in rows[0]:
        return individual_reports(known, cast("Sequence[PersonCounted]", rows), period)
    return iter([summary_report(known, rows, period)])
