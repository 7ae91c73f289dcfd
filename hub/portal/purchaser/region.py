"""The report on the region and its plans, for everybody who takes part."""

from flask import render_template

from hub.portal.access import looking, requires
from hub.portal.blueprint import portal
from hub.portal.report_documents import of_the_region


@portal.get("/region")
@requires("report.read")
def region() -> str:
    """Show the region; a purchaser sees the plans as well, the convener the practices."""
    with looking("report.read") as work:
        found = of_the_region(work)
    if found is None:
        return render_template("practice/nothing_yet.html", facts=None)
    return render_template("purchaser/region.html", found=found)
