"""One measure of a report: the own line, the finer ones, the region, and how they compare."""

from collections.abc import Iterator, Mapping
from typing import Any

from hub.publication.count_tables import CountTable
from hub.publication.linkage import linkage
from hub.publication.protection import ProtectedGroup
from hub.publication.rate_lines import PLACE, Place, at
from hub.publication.report.adjustment import adjustment
from hub.publication.report.comparators import Comparators
from hub.publication.report.line import COUNT, Counts, Line, Spoken, line_of
from hub.publication.report.sight import Cells, Sight, counts_at, held_lines, places_by
from hub.publication.statistics.standing import sentence_of, standing
from hub.publication.statistics.statement import Compared
from hub.publication.statistics.told_rate import told_rate
from policies.disclosure_control.entitlement import ALL, NONE
from schemas.cell import UNKNOWN
from schemas.record import record

# By which column the finer lines of an audience are told.
ROWS_BY = {"payer": "practice", "purchaser": "payer", "coordinator": "practice"}
Titles = Mapping[str, str]


@record
class Told:
    """A table with what may be told of it: its group, the group's cells, and its comparators."""

    protected: ProtectedGroup
    table: CountTable
    cells: Cells
    comparators: Comparators


def measure_document(told: Told, sight: Sight, titles: Titles) -> dict[str, Any]:
    """Return what a report says of one rate of one measure, to one audience."""
    table, measure, found = told.table, told.table.measure, told.comparators
    rate = measure.rate(table.rate)
    rows, by = _rows(told, sight, titles)
    region = found.region if sight.grant(at()) != NONE else None
    place = _own_place(sight)
    line = region if place == at() else _line(told, sight, place)
    region_by = list(_region_by(told, sight, titles))
    shown = region.document() if region else None
    return {
        "identifier": measure.identifier,
        "rate": table.rate,
        "title": measure.title,
        "rate_title": rate.title,
        "goal": measure.goal,
        "direction": measure.direction,
        "steward": measure.steward,
        "version": measure.version,
        "per": rate.per,
        "basis": measure.basis,
        "counts": table.counts,
        "events": table.events,
        "design_effect": table.design,
        "dates_needed": measure.dates_needed,
        "differences": list(measure.differences),
        "beside": measure.beside,
        "beside_rate": rate.beside,
        "line": line.document() if line else None,
        "standing": _standing(line, found, measure.direction, rate.per),
        "region": shown,
        "region_by": region_by,
        "adjustment": adjustment(table, sight, shown, region_by),
        "deciles": list(found.deciles),
        "benchmark": found.benchmark,
        "spread": _spread(found),
        "dispersion": _dispersion(found),
        "peers": _peers(told, sight),
        "practices": found.practices,
        "practices_told": found.told,
        "rows": rows,
        "by": by,
        "plans": _plans(told, sight, titles) if by != "payer" else [],
        "persons": linkage(table.spaces),
    }


def _spread(found: Comparators) -> dict[str, float] | None:
    prior = found.prior
    # Four digits that count: a share of one in a hundred has an a that is small beside b.
    return {"a": float(f"{prior.a:.4g}"), "b": float(f"{prior.b:.4g}")} if prior else None


def _dispersion(found: Comparators) -> dict[str, float] | None:
    spread = found.dispersion
    if spread is None:
        return None
    return {"phi": round(spread.phi, 3), "tau_squared": round(spread.tau_squared, 5)}


def _peers(told: Told, sight: Sight) -> list[dict[str, Any]]:
    """The lines of all practices without names, for a practice that was granted to see them.

    In the order of their size, which says nothing of whose they are.
    """
    if sight.column != "practice":
        return []
    places = places_by(told.cells, "practice")
    lines = [_line(told, sight, place) for _, place in places if not sight.owns(place)]
    found = [line.document() for line in lines if line is not None and line.statement == COUNT]
    return sorted(found, key=lambda line: (line["denominator"], line["numerator"]))


def _own_place(sight: Sight) -> Place:
    name = next(iter(sight.names), "")
    return at(**{sight.column: name}) if sight.column and name else at()


def _line(told: Told, sight: Sight, place: Place) -> Line | None:
    names = told.protected.group.names[told.table.key]
    counts = counts_at(told.cells, told.table, names, sight, place)
    return _said(told, counts, place)


def _said(told: Told, counts: Counts, place: Place) -> Line | None:
    table = told.table
    spoken = Spoken(
        events=table.events,
        per=table.measure.rate(table.rate).per,
        basis=table.noun,
        band=told.protected.bands.get((table.key, place)),
        pooled=told.protected.pooled.get((table.key, place)),
        amounts=table.counts == "amounts",
        design=table.design,
    )
    region = told.comparators.region
    compared = Compared(
        region=region.rate if region else None,
        direction=table.measure.direction,
        prior=told.comparators.prior,
    )
    return line_of(counts, spoken, compared)


def _rows(told: Told, sight: Sight, titles: Titles) -> tuple[list[dict[str, Any]], str | None]:
    """The finer lines that the audience may see: a payer's by practice, others' by coarser ones."""
    by = ROWS_BY.get(sight.audience)
    if by is None:
        return [], None
    name = next(iter(sight.names), None)
    fixed = {sight.column: name} if sight.column and name else {}
    if sight.column == told.table.holder and name and sight.grant(at(**fixed | {by: "?"})) != NONE:
        held = held_lines(told.table, sight, by=by)
        lines = [(each, _said(told, counts, at(**fixed | {by: each}))) for each, counts in held]
    else:
        places = places_by(told.cells, by, **fixed)
        lines = [(each, _line(told, sight, place)) for each, place in places]
    return _listed(lines, titles), by


def _plans(told: Told, sight: Sight, titles: Titles) -> list[dict[str, Any]]:
    """The lines of all payers, for whom they are granted beside others."""
    if sight.grant(at(payer="?")) != ALL:
        return []
    places = places_by(told.cells, "payer")
    return _listed([(each, _line(told, sight, place)) for each, place in places], titles)


def _region_by(told: Told, sight: Sight, titles: Titles) -> Iterator[dict[str, Any]]:
    """Yield the region's lines by line of business and by each stratum, where they are granted."""
    if told.comparators.region is None:
        # Too few stand behind the region, or one is too large: then that holds of its parts too.
        return
    lines: dict[str, list[tuple[str, Line | None]]] = {}
    for name, place in places_by(told.cells, "line_of_business"):
        lines.setdefault("line_of_business", []).append((name, _line(told, sight, place)))
    for name, place in places_by(told.cells, PLACE[3]):
        stratum, category = name.split(": ", 1)
        lines.setdefault(stratum, []).append((category, _line(told, sight, place)))
    for by, found in lines.items():
        rows = _listed(found, titles)
        if any(row["name"] != UNKNOWN for row in rows):
            yield {"by": by, "rows": rows}


def _listed(lines: list[tuple[str, Line | None]], titles: Titles) -> list[dict[str, Any]]:
    return [
        {"name": name, "title": titles.get(name, name), "line": line.document()}
        for name, line in lines
        if line is not None
    ]


def _standing(
    line: Line | None, found: Comparators, direction: str, per: int
) -> dict[str, Any] | None:
    if line is None or line.lowest is None or line.highest is None:
        return None
    region = found.region.rate if found.region else None
    opportunity = None
    word = line.word
    if line.statement == COUNT:
        made = standing(
            interval=(line.lowest, line.highest),
            persons=line.denominator or 0,
            region=region,
            direction=direction,
            benchmark=found.benchmark,
            met=line.numerator,
        )
        word, opportunity = made.word, made.opportunity
    told = None if region is None else told_rate(region, per)
    sentence = sentence_of(word, persons=line.denominator or 0, region=told, direction=direction)
    return {"word": word, "sentence": sentence, "opportunity": opportunity}
