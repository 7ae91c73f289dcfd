"""A practice's own measures among its peers: what it reads first, and what it can do next."""

from flask import render_template

from hub.portal.access import looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.practice.ranking import by_what_can_be_won
from hub.portal.report_documents import measure_of, shown
from hub.services.agreement_facts import agreement_of


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
    """Show one measure on one page, to print."""
    with looking("report.read") as work:
        found = shown(work, signed_in().participant)
    if found is None:
        return render_template("practice/nothing_yet.html", facts=None)
    measure = measure_of(found.document, identifier, rate)
    return render_template("practice/one_measure.html", found=found, measure=measure)
