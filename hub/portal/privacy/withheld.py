"""What was withheld from a release, by rule, with its citation and who says so."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request

from hub.portal import charts
from hub.portal.access import looking, requires
from hub.portal.blueprint import portal
from hub.portal.coordinator.releases import one_release
from hub.portal.report_documents import REPORT
from hub.store import participants, releases, reports
from hub.store.releases import Release
from hub.store.work import Work

COMPUTED = ("published", "approved", "previewed", "signed", "corrected")
KNOWN = ("rule", "citation", "authority", "reason")


@portal.get("/withheld")
@requires("decision.read")
def withheld_rows() -> str:
    """Show the withheld records of a release by rule, over all its contributors."""
    with looking("release.read") as work:
        found = releases.every(work, states=COMPUTED)
        chosen = chosen_release(work, found)
        names = {each.id: each.name for each in participants.every(work)}
        told = _withheld(work, chosen, names) if chosen else []
    rules = by_rule(told)
    known = by_citation(rules)
    return render_template(
        "privacy/withheld.html",
        releases=found,
        chosen=chosen,
        rules=rules,
        told=told,
        chart=charts.counts_by_name(known, title="Records withheld by rule") if known else None,
    )


def chosen_release(work: Work, found: Sequence[Release]) -> Release | None:
    """Return the release that the address names, else the latest; None where there is none."""
    wanted = request.args.get("release")
    if wanted is not None:
        return one_release(work, wanted)
    return next(iter(found), None)


def by_rule(told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return each rule once with the sum of what it withheld, the most first."""
    sums: dict[tuple[str, ...], dict[str, Any]] = {}
    for each in told:
        key = tuple(str(each[name]) for name in KNOWN)
        row = sums.setdefault(
            key, {name: each[name] for name in KNOWN} | {"records": 0, "marks": 0}
        )
        row["records"] += each["records"] or 0
        row["marks"] += each["records"] is None
    return sorted(sums.values(), key=lambda row: (-row["records"], row["citation"]))


def by_citation(rules: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return the records that are withheld under each citation, for several reasons perhaps."""
    sums: Counter[str] = Counter()
    for rule in rules:
        sums[rule["citation"]] += rule["records"]
    return [(citation, records) for citation, records in sums.most_common() if records]


def _withheld(work: Work, chosen: Release, names: Mapping[str, str]) -> list[dict[str, Any]]:
    files = [each for each in reports.of_release(work, chosen.id) if each.name == REPORT]
    rows = []
    for file in files:
        # Only whoever handed records in is told of them; the other reports repeat nothing.
        whole = reports.one(work, file.id) if file.participant else None
        for each in json.loads(whole.content)["withheld"] if whole else ():
            rows.append(
                {**each, "participant": names.get(file.participant or "", file.participant)}
            )
    return rows
