"""The report of one audience: its lines, comparators and standing, and what is missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hub.publication.protection import ProtectedTable
from hub.publication.report.comparators import Comparators, place_line
from hub.publication.report.line import COUNT, Line
from hub.publication.statistics.standing import Standing, standing
from schemas.record import record

FORMAT = "reset-hub-report/1"


@record
class Audience:
    """Who reads a report; `participant` is null for what everybody may read."""

    kind: str
    participant: str | None
    title: str
    practice: str | None = None


@record
class Heading:
    """What all reports of a release say of it."""

    release: str
    version: int
    title: str
    status: str
    first: date
    last: date
    data_through: date
    made_at: str
    replaces: str | None

    def document(self) -> dict[str, Any]:
        """Return the heading as the members of a JSON object."""
        return {
            "id": self.release,
            "version": self.version,
            "title": self.title,
            "status": self.status,
            "first": str(self.first),
            "last": str(self.last),
            "data_through": str(self.data_through),
            "made_at": self.made_at,
            "replaces": self.replaces,
        }


@record
class Contents:
    """What a release holds before it is cut to an audience.

    `titles` names practices and payers by their keys; `withheld`, `contributors` and
    `not_computable` are as a report shows them.
    """

    heading: Heading
    tables: Sequence[tuple[ProtectedTable, Comparators]]
    titles: Mapping[str, str]
    contributors: Mapping[str, Any]
    withheld: Mapping[str, Sequence[Mapping[str, Any]]]
    not_computable: Mapping[str, Sequence[Mapping[str, Any]]]
    reported: Sequence[Mapping[str, Any]]


def report(contents: Contents, audience: Audience) -> dict[str, Any]:
    """Return the report of an audience as a JSON object (docs/report.md)."""
    who = audience.participant or ""
    return {
        "format": FORMAT,
        "release": contents.heading.document(),
        "audience": {
            "kind": audience.kind,
            "participant": audience.participant,
            "title": audience.title,
        },
        "measures": [
            _measure(protected, found, contents, audience) for protected, found in contents.tables
        ],
        "withheld": [dict(each) for each in contents.withheld.get(who, ())],
        "contributors": dict(contents.contributors),
        "not_computable": [dict(each) for each in contents.not_computable.get(who, ())],
    }


def _measure(
    protected: ProtectedTable, found: Comparators, contents: Contents, audience: Audience
) -> dict[str, Any]:
    table, measure = protected.table, protected.table.measure
    rate = measure.rate(table.rate)
    line = _own(protected, audience)
    rows, by = _rows(protected, contents, audience)
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
        "dates_needed": measure.dates_needed,
        "differences": list(measure.differences),
        "line": line.document() if line else None,
        "standing": _standing_document(line, found, measure.direction),
        "region": found.region.document() if found.region else None,
        "deciles": list(found.deciles),
        "benchmark": found.benchmark,
        "practices": found.practices,
        "rows": rows,
        "by": by,
        "reported": [
            dict(each)
            for each in contents.reported
            if each["measure"] == table.key and _may_see(each, audience)
        ],
    }


def _own(protected: ProtectedTable, audience: Audience) -> Line | None:
    holder = protected.table.holder
    if audience.kind == "practice":
        return place_line(protected, exact=holder == "practice", practice=audience.practice or "")
    if audience.kind == "payer":
        return place_line(protected, exact=holder == "payer", payer=audience.participant or "")
    return place_line(protected)


def _rows(
    protected: ProtectedTable, contents: Contents, audience: Audience
) -> tuple[list[dict[str, Any]], str | None]:
    """The finer lines that the audience may see: a payer's by practice, others' by coarser ones."""
    if audience.kind == "practice":
        return [], None
    if audience.kind == "payer":
        exact = protected.table.holder == "payer"
        places = {"payer": audience.participant or ""}
        return _by(protected, "practice", contents.titles, exact=exact, places=places), "practice"
    by = "payer" if audience.kind == "purchaser" else "line_of_business"
    return _by(protected, by, contents.titles, exact=False, places={}), by


def _by(
    protected: ProtectedTable,
    column: str,
    titles: Mapping[str, str],
    *,
    exact: bool,
    places: Mapping[str, str],
) -> list[dict[str, Any]]:
    names = sorted(set(protected.table.cells[column].unique()))
    lines = [
        (name, place_line(protected, exact=exact, **places, **{column: name})) for name in names
    ]
    return [
        {"name": name, "title": titles.get(name, name), "line": line.document()}
        for name, line in lines
        if line is not None
    ]


def _standing_document(
    line: Line | None, found: Comparators, direction: str
) -> dict[str, Any] | None:
    if line is None or line.lowest is None or line.highest is None:
        return None
    made: Standing = standing(
        interval=(line.lowest, line.highest),
        persons=line.denominator or 0,
        region=found.region.rate if found.region else None,
        direction=direction,
        benchmark=found.benchmark,
        met=line.numerator if line.statement == COUNT else None,
    )
    return {"word": made.word, "sentence": made.sentence, "opportunity": made.opportunity}


def _may_see(reported: Mapping[str, Any], audience: Audience) -> bool:
    return bool(reported["contributor"] == audience.participant)


def lines_as_csv(document: Mapping[str, Any]) -> str:
    """Return the lines of a report as CSV: one row a line, a mark where nothing may be shown."""
    head = "measure,rate,place,statement,numerator,denominator,rate_value,lowest,highest\n"
    rows = []
    for measure in document["measures"]:
        told = [("own", measure["line"]), ("region", measure["region"])]
        told += [(row["name"], row["line"]) for row in measure["rows"]]
        rows += [_csv_row(measure, place, line) for place, line in told if line is not None]
    return head + "".join(rows)


def _csv_row(measure: Mapping[str, Any], place: str, line: Mapping[str, Any]) -> str:
    values = [
        measure["identifier"],
        measure["rate"],
        place,
        line["statement"],
        *(_shown(line[name]) for name in ("numerator", "denominator", "rate", "lowest", "highest")),
    ]
    return ",".join(values) + "\n"


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return str(value) if isinstance(value, int) else f"{value:.4f}"
