"""The report on the region and its plans, for everybody who takes part."""

from flask import render_template

from hub.portal.access import looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.report_documents import REPORT, Shown, shown
from hub.store import releases, reports
from hub.store.work import Work

# Who reads more of the region than everybody.
OWN_REPORT = frozenset({"purchaser", "convener"})


@portal.get("/region")
@requires("report.read")
def region() -> str:
    """Show the region; a purchaser sees the plans as well, the convener the practices."""
    with looking("report.read") as work:
        found = _own_or_everybodys(work)
    if found is None:
        return render_template("practice/nothing_yet.html", facts=None)
    return render_template("purchaser/region.html", found=found)


def _own_or_everybodys(work: Work) -> Shown | None:
    person = signed_in()
    latest = releases.every(work, states=("published",))
    if person.kind not in OWN_REPORT or not latest:
        return shown(work, None)
    files = reports.for_participant(work, latest[0].id, person.participant)
    own = any(each.participant == person.participant and each.name == REPORT for each in files)
    return shown(work, person.participant if own else None)
