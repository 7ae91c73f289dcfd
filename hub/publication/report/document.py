"""The report of one audience: its lines, comparators and standing, and what is missing."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hub.publication.report.completeness import Arrival, completeness_document
from hub.publication.report.measure import Told, measure_document
from hub.publication.report.placing import Placing, placing_document
from hub.publication.report.reading import with_reading
from hub.publication.report.received import Received, earliest, received_document
from hub.publication.report.sight import Sight
from hub.publication.report.trend import with_trend
from hub.publication.reported import Reported
from policies.disclosure_control.entitlement import MEMBER, Entitlement
from schemas.record import record

FORMAT = "reset-hub-report/2"
# How the entitlement table calls those who read a report: that of the region is everybody's who
# takes part. The public is whoever takes none.
AUDIENCES = {"region": MEMBER}


@record
class Audience:
    """Who reads a report; `participant` is null for what everybody may read who takes part."""

    kind: str
    participant: str | None
    title: str
    practice: str | None = None

    @property
    def whole(self) -> bool:
        """Tell whether the audience reads of everybody by name: the coordinators do."""
        return self.kind == "coordinator"

    def document(self) -> dict[str, Any]:
        """Return who reads, as the members of a JSON object."""
        return {"kind": self.kind, "participant": self.participant, "title": self.title}

    def sight(self, agreed: Entitlement) -> Sight:
        """Return what the audience is shown, and which names its own rows carry."""
        name = self.practice if self.kind == "practice" else self.participant
        own = self.kind in {"practice", "payer"} and name
        return Sight(
            agreed=agreed,
            audience=AUDIENCES.get(self.kind, self.kind),
            names=frozenset({name}) if own and name else frozenset(),
        )


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
    `not_computable` are as a report shows them; `withheld_of` counts records by measure. Those
    that go by participant hold what everybody may read under the empty name. `earlier` are the
    reports of earlier releases by participant, the latest first. `arrivals` says how complete the
    claims of each payer are, `received` through which day the records of each contributor go,
    `surveys` what was answered, `placing` where persons are counted; `minimum` is the smallest
    count shown.
    """

    heading: Heading
    agreed: Entitlement
    tables: Sequence[Told]
    titles: Mapping[str, str]
    contributors: Mapping[str, Any]
    withheld: Mapping[str, Sequence[Mapping[str, Any]]]
    withheld_of: Mapping[str, Mapping[str, int | None]]
    not_computable: Mapping[str, Sequence[Mapping[str, Any]]]
    reported: Reported
    earlier: Mapping[str, Sequence[Mapping[str, Any]]]
    arrivals: Mapping[str, Arrival]
    received: Received
    surveys: Sequence[Mapping[str, Any]]
    placing: Placing
    minimum: int


def report(contents: Contents, audience: Audience) -> dict[str, Any]:
    """Return the report of an audience as a JSON object (docs/report.md)."""
    who = audience.participant or ""
    sight = audience.sight(contents.agreed)
    complete = completeness_document(
        contents.arrivals, sight, contents.titles, minimum=contents.minimum
    )
    received = received_document(
        contents.received, audience.participant, contents.titles, every=audience.whole
    )
    measures = [
        _measure(told, contents, audience, sight)
        | {"data": _data_of(told, contents, audience, complete)}
        for told in contents.tables
    ]
    document = {
        "format": FORMAT,
        "release": contents.heading.document(),
        "audience": audience.document(),
        "measures": [_beside(each, measures) for each in measures],
        "withheld": [dict(each) for each in contents.withheld.get(who, ())],
        "contributors": dict(contents.contributors),
        "not_computable": [dict(each) for each in contents.not_computable.get(who, ())],
        "completeness": complete | {"received": received},
        "surveys": [dict(each) for each in contents.surveys],
        "attribution": placing_document(
            contents.placing,
            sight,
            contents.titles,
            whole=audience.whole,
            minimum=contents.minimum,
        ),
    }
    return with_reading(with_trend(document, contents.earlier.get(who, ())))


def _measure(told: Told, contents: Contents, audience: Audience, sight: Sight) -> dict[str, Any]:
    found = measure_document(told, sight, contents.titles)
    own = contents.withheld_of.get(audience.participant or "", {})
    everybody = contents.withheld_of.get("", {})
    return found | {
        "withheld": {
            "region": everybody.get(told.table.measure.identifier),
            "own": own.get(told.table.measure.identifier) if audience.participant else None,
        },
        "reported": [
            {name: value for name, value in each.items() if name not in {"place", "others"}}
            for each in contents.reported.lines
            if each["measure"] == told.table.key and _may_see(each, audience, sight)
        ],
    }


def _data_of(
    told: Told, contents: Contents, audience: Audience, complete: Mapping[str, Any]
) -> dict[str, Any]:
    """Through which day the data of a measure go: the reader's own, else everybody's who has some.

    Of claims also through which day they are paid, and how complete they are.
    """
    holder = told.table.holder
    region = complete["region"] if holder == "payer" else None
    own = contents.received.get(holder, {}).get(audience.participant or "")
    known = own or earliest(contents.received, kinds=(holder,)) or contents.heading.last
    return {
        "through": str(known),
        "paid_through": region["paid_through"] if region else None,
        "complete": region["complete"] if region else None,
    }


def _may_see(reported: Mapping[str, Any], audience: Audience, sight: Sight) -> bool:
    """A count made at home is its contributor's; others see it as they see the hub's own."""
    if reported["contributor"] == audience.participant:
        return True
    if not reported["others"]:
        return False
    grant = sight.grant(reported["place"])
    return grant == "all" or (grant == "own" and sight.owns(reported["place"]))


def _beside(found: Mapping[str, Any], every: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Put beside a measure the one that says of how many there is an answer at all."""
    mine = (found["identifier"], found["rate"])
    other = next(
        (
            each
            for each in every
            if (each["beside"] == mine[0] and each["identifier"] != mine[0])
            or (each["identifier"] == mine[0] and found["beside_rate"] == each["rate"])
        ),
        None,
    )
    kept = {name: value for name, value in found.items() if name != "beside_rate"}
    return kept | {"follow_up": other["line"] if other else None}
