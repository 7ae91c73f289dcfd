"""What was withheld from a release, by rule, with its citation and who says so."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, request

from hub.portal import charts
from hub.portal.access import looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.coordinator.releases import one_release
from hub.portal.labels import told_citation
from hub.portal.report_documents import REPORT
from hub.store import participants, releases, reports
from hub.store.releases import Release
from hub.store.work import Work

COMPUTED = ("published", "approved", "previewed", "signed", "corrected")
REGION = ""


@portal.get("/withheld")
@requires("decision.read")
def withheld_rows() -> str:
    """Show the withheld records of a release by rule: over the region as cells, like everybody's.

    Only the contributor itself is told how many of its records a rule keeps out.
    """
    with looking("release.read") as work:
        found = releases.every(work, states=COMPUTED)
        chosen = chosen_release(work, found)
        names = participants.names(work)
        files = _reports(work, chosen) if chosen else {}
    rules = files.get(REGION, [])
    known = by_citation(rules)
    return render_template(
        "privacy/withheld.html",
        releases=found,
        chosen=chosen,
        rules=sorted(rules, key=lambda rule: (-(rule["records"] or 0), rule["citation"])),
        told=_by_contributor(files, names),
        chart=charts.counts_by_name(known, title="Records withheld by rule") if known else None,
    )


def chosen_release(work: Work, found: Sequence[Release]) -> Release | None:
    """Return the release that the address names, else the latest; None where there is none."""
    wanted = request.args.get("release")
    if wanted is not None:
        return one_release(work, wanted)
    return next(iter(found), None)


def by_citation(rules: Sequence[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """Return the records that are withheld under each citation, for several reasons perhaps."""
    sums: Counter[str] = Counter()
    for rule in rules:
        sums[told_citation(rule["citation"])] += rule["records"] or 0
    return [(citation, records) for citation, records in sums.most_common() if records]


def _reports(work: Work, chosen: Release) -> dict[str, list[dict[str, Any]]]:
    """Return the withheld records of each report, by whose report it is; REGION is everybody's."""
    return {
        whole.participant or REGION: json.loads(whole.content)["withheld"]
        for whole in reports.named(work, chosen.id, REPORT)
    }


def _by_contributor(
    files: Mapping[str, list[dict[str, Any]]], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    own = signed_in().participant
    return [
        {
            **each,
            "participant": names.get(whose, whose),
            "records": each["records"] if whose == own else None,
        }
        for whose, rules in files.items()
        for each in rules
        if whose != REGION
    ]
