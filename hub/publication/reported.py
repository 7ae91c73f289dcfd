"""Counts that contributors computed at home, as lines of their own, labelled apart."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from hub.measures.cells import reported_cells
from hub.measures.measure import Measure
from hub.publication.count_roles import (
    COUNTED,
    EVENTS,
    EXCLUDED,
    EXPOSURE,
    MET,
    NOT_MET,
    PERSONS,
)
from hub.publication.rate_lines import at
from hub.publication.report.line import Spoken, line_of
from hub.publication.statistics.statement import Compared
from hub.publication.told_at_home import HomeLine, at_home, shown_to_others
from policies.disclosure_control.dimension import TOTAL_NAME
from schemas.cell import EVERYBODY, POPULATION_COLUMNS
from schemas.period import Period
from schemas.record import record

NOTE = "computed by the contributor itself; not part of the totals"
ALONE = Compared(region=None, direction="none", prior=None)


@record
class Counters:
    """Who counted at home: `kinds` says what each contributor is, `titles` what places are called.

    A practice's counts are its own line; a payer's are lines of its members by practice, and one
    of all of them. `past` are the lines of earlier releases of the period.
    """

    kinds: Mapping[str, str]
    titles: Mapping[str, str]
    minimum: int
    past: Sequence[pl.DataFrame]


@record
class Reported:
    """The lines as members of a JSON object, and in the form that later releases go by."""

    lines: Sequence[Mapping[str, Any]]
    kept: pl.DataFrame


def reported_lines(
    counts: pl.DataFrame, chosen: Sequence[Measure], period: Period, counters: Counters
) -> Reported:
    """Return one entry for each contributor, measure and place that was counted at home.

    `counts` has the columns of the measure_count table and `contributor`. `place` is where the
    line stands in the entitlement table, `others` whether anybody but the contributor may see it.
    """
    known = {measure.identifier: measure for measure in chosen}
    found: list[tuple[dict[str, Any], HomeLine]] = []
    for (contributor,), own in counts.group_by("contributor", maintain_order=True):
        name = str(contributor)
        cells = reported_cells(own.drop("contributor"), period, contributor=name)
        told = cells.filter(
            pl.col("stratum") == EVERYBODY, pl.col("measure").is_in(list(known))
        ).sort("measure", "rate", "practice")
        payer = counters.kinds.get(name) == "payer"
        for row in _with_sums(told) if payer else told.iter_rows(named=True):
            entry = _entry(row, known[row["measure"]], name, counters, payer=payer)
            found += [(entry, _home_line(row, known[row["measure"]], name))] if entry else []
    lines = [line for _, line in found]
    shown = shown_to_others(lines, counters.past, minimum=counters.minimum)
    entries = [entry | {"others": others} for (entry, _), others in zip(found, shown, strict=True)]
    return Reported(lines=entries, kept=at_home(lines, shown))


def _with_sums(told: pl.DataFrame) -> Iterator[dict[str, Any]]:
    yield from told.iter_rows(named=True)
    whole = told.group_by("measure", "rate", maintain_order=True).agg(
        pl.col(name).sum() for name in POPULATION_COLUMNS
    )
    yield from whole.with_columns(practice=pl.lit(TOTAL_NAME)).iter_rows(named=True)


def _entry(
    row: Mapping[str, Any], measure: Measure, contributor: str, counters: Counters, *, payer: bool
) -> dict[str, Any] | None:
    counts = _counts(row, measure)
    rate = measure.rate(row["rate"])
    spoken = Spoken(events=EVENTS in counts, per=rate.per, basis=measure.basis)
    line = line_of(counts, spoken, ALONE)
    if line is None:
        return None
    practice = row["practice"]
    whole = practice == TOTAL_NAME
    title = counters.titles.get(practice, practice)
    return {
        "measure": f"{row['measure']}/{row['rate']}",
        "contributor": contributor,
        "name": contributor if whole else practice,
        "title": counters.titles.get(contributor, contributor) if whole else title,
        "place": at(practice=practice, payer=contributor) if payer else at(practice=practice),
        "line": line.document(),
        "note": NOTE,
    }


def _home_line(row: Mapping[str, Any], measure: Measure, contributor: str) -> HomeLine:
    whole = row["practice"] == TOTAL_NAME
    return HomeLine(
        contributor=contributor,
        measure=row["measure"],
        rate=row["rate"],
        name=contributor if whole else row["practice"],
        counts=_counts(row, measure),
        whole=whole,
        persons=measure.rate(row["rate"]).counts == "persons",
    )


def _counts(row: Mapping[str, Any], measure: Measure) -> dict[str, int]:
    """The counts of a line, and all that can be worked out from them."""
    excluded = (row["denominator_exclusion"] or 0) + (row["denominator_exception"] or 0)
    total, met = row["denominator"] or 0, row["numerator"] or 0
    if measure.rate(row["rate"]).counts in {"events", "amounts"}:
        persons = row["initial_population"] or total
        return {PERSONS: persons, EXPOSURE: total, EVENTS: met}
    counted = max(total - excluded, 0)
    return {
        MET: met,
        NOT_MET: max(counted - met, 0),
        EXCLUDED: excluded,
        COUNTED: counted,
        PERSONS: total,
    }
