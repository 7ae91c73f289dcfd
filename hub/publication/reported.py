"""Counts that contributors computed at home, as lines of their own, labelled apart."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from hub.measures.cells import reported_cells
from hub.measures.measure import Measure
from hub.publication.count_tables import EVENTS, EXCLUDED, MET, NOT_MET, PERSONS
from hub.publication.report.line import line_of
from schemas.cell import EVERYBODY
from schemas.period import Period

NOTE = "computed by the contributor itself; not part of the totals"


def reported_lines(
    counts: pl.DataFrame, chosen: Sequence[Measure], period: Period, titles: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return one entry for each contributor, measure and practice that was counted at home.

    `counts` has the columns of the measure_count table and `contributor`.
    """
    known = {measure.identifier: measure for measure in chosen}
    found = []
    for (contributor,), own in counts.group_by("contributor", maintain_order=True):
        cells = reported_cells(own.drop("contributor"), period, contributor=str(contributor))
        told = cells.filter(
            pl.col("stratum") == EVERYBODY, pl.col("measure").is_in(list(known))
        ).sort("measure", "rate", "practice")
        for row in told.iter_rows(named=True):
            line = _line(row, known[row["measure"]])
            if line is not None:
                found.append(
                    {
                        "measure": f"{row['measure']}/{row['rate']}",
                        "contributor": str(contributor),
                        "name": row["practice"],
                        "title": titles.get(row["practice"], row["practice"]),
                        "line": line,
                        "note": NOTE,
                    }
                )
    return found


def _line(row: Mapping[str, Any], measure: Measure) -> dict[str, Any] | None:
    excluded = (row["denominator_exclusion"] or 0) + (row["denominator_exception"] or 0)
    total, met = row["denominator"] or 0, row["numerator"] or 0
    events = measure.basis != "patient"
    counts = (
        {PERSONS: total, EVENTS: met}
        if events
        else {MET: met, NOT_MET: max(total - excluded - met, 0), EXCLUDED: excluded}
    )
    exact = {name: {"value": value, "shown": True} for name, value in counts.items()}
    line = line_of(exact, events=events, per=measure.rate(row["rate"]).per, exact=True)
    return line.document() if line else None
