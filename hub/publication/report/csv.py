"""The lines of a report as CSV: one row a line, a mark where nothing may be shown."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

HEAD = (
    *("measure", "rate", "by", "place", "statement"),
    *("numerator", "denominator", "rate_value", "lowest", "highest", "words"),
)
SHOWN = ("numerator", "denominator", "rate", "lowest", "highest")


def lines_as_csv(document: Mapping[str, Any]) -> str:
    """Return every line that the report holds, and none that it does not."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    for measure in document["measures"]:
        for by, place, line in _lines(measure):
            writer.writerow(
                [
                    *(measure["identifier"], measure["rate"], by, place, line["statement"]),
                    *(_shown(line[name]) for name in SHOWN),
                    line["words"],
                ]
            )
    return text.getvalue()


def _lines(measure: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    if measure["line"] is not None:
        yield "", "own", measure["line"]
    if measure["region"] is not None:
        yield "", "region", measure["region"]
    for row in measure["rows"]:
        yield measure["by"], row["name"], row["line"]
    for row in measure["plans"]:
        yield "payer", row["name"], row["line"]
    for table in measure["region_by"]:
        for row in table["rows"]:
            yield f"region by {table['by']}", row["name"], row["line"]
    for each in measure["reported"]:
        yield "computed at home", each["name"], each["line"]


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}"
