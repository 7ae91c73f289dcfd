"""A practice's own measures among its peers: what it reads first, and what it can do next."""

from flask import render_template

from hub.portal.access import looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.practice.ranking import by_what_can_be_won
from hub.portal.report_documents import measure_of, of_the_region, shown
from hub.services.agreements.facts import agreement_of

# Where the page of one measure leads back to, by the kind of its reader.
REGION = ("region", "The region")
BACK = {
    "practice": ("your_measures", "Your measures"),
    "payer": ("plan_report", "Your report"),
}


@portal.get("/measures")
@requires("report.read")
def your_measures() -> str:
    """Show all measures of the own report."""
    person = signed_in()
    with looking("report.read") as work:
        found = shown(work, person.participant)
        facts = agreement_of(work, person.participant)
    if found is None:
        return render_template("practice/nothing_yet.html", facts=facts)
    return render_template(
        "practice/measures.html",
        found=found,
        facts=facts,
        measures=by_what_can_be_won(found.document["measures"]),
    )


@portal.get("/measures/<identifier>/<rate>")
@requires("report.read")
def one_measure(identifier: str, rate: str) -> str:
    """Show one measure of the own report on one page, to print."""
    person = signed_in()
    with looking("report.read") as work:
        own = person.kind in BACK
        found = shown(work, person.participant) if own else of_the_region(work)
    if found is None:
        return render_template("practice/nothing_yet.html", facts=None)
    endpoint, words = BACK.get(person.kind, REGION)
    return render_template(
        "practice/one_measure.html",
        found=found,
        measure=measure_of(found.document, identifier, rate),
        back={"endpoint": f"portal.{endpoint}", "words": words},
    )
