"""A payer's report: its members by practice, among the region."""

from flask import render_template

from hub.portal.access import looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.report_documents import shown


@portal.get("/reports")
@requires("report.read")
def plan_report() -> str:
    """Show the own report of a payer."""
    with looking("report.read") as work:
        found = shown(work, signed_in().participant)
    if found is None:
        return render_template("practice/nothing_yet.html", facts=None)
    return render_template("payer/report.html", found=found)
