"""A new text of an agreement: amended terms, or the same to a later day; and legal holds."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.coordinator.form_fields import day_of
from hub.portal.coordinator.terms_form import CHOICES, amended_by_form
from hub.portal.words import PURPOSES
from hub.services.agreements.draft_agreement import amend_agreement, renew_agreement
from hub.services.agreements.facts import agreement_facts
from hub.services.agreements.legal_hold import hold_records, lift_hold
from hub.services.agreements.templates import years_later


@portal.get("/agreements/<agreement>/amend")
@requires("agreement.write")
def ask_amend(agreement: str) -> str:
    """Show the terms as they are, to be changed."""
    with looking("agreement.write") as work:
        facts = agreement_facts(work, agreement)
    return render_template(
        "coordinator/amend.html",
        facts=facts,
        terms=facts.terms,
        choices=CHOICES,
        purposes=PURPOSES,
    )


@portal.post("/agreements/<agreement>/amend")
@requires("agreement.write")
def amend(agreement: str) -> Response:
    """Give the agreement its new terms; every signature is void."""
    with begun("agreement.write") as work:
        known = agreement_facts(work, agreement)
        terms = amended_by_form(request.form, known.terms)
        amend_agreement(work, by=signed_in().user, agreement=agreement, terms=terms)
    return redirect(url_for("portal.show_agreement", agreement=agreement, told="amended"))


@portal.get("/agreements/<agreement>/renew")
@requires("agreement.write")
def ask_renew(agreement: str) -> str:
    """Ask to which day."""
    with looking("agreement.write") as work:
        facts = agreement_facts(work, agreement)
        begins = max(facts.terms.expires, work.now.date())
    return render_template("coordinator/renew.html", facts=facts, day=years_later(begins, 1))


@portal.post("/agreements/<agreement>/renew")
@requires("agreement.write")
def renew(agreement: str) -> Response:
    """Draft the renewal."""
    expires = day_of(request.form, "expires")
    with begun("agreement.write") as work:
        renew_agreement(work, by=signed_in().user, agreement=agreement, expires=expires)
    return redirect(url_for("portal.show_agreement", agreement=agreement, told="renewed"))


@portal.post("/agreements/<agreement>/hold")
@requires("agreement.hold")
def hold(agreement: str) -> Response:
    """Let a legal hold stand, or lift it."""
    by, reason = signed_in().user, request.form.get("reason", "")
    lifting = request.form.get("act") == "lift"
    with begun("agreement.hold") as work:
        if lifting:
            lift_hold(work, by=by, agreement=agreement)
        else:
            hold_records(work, by=by, agreement=agreement, reason=reason)
    told = "freed" if lifting else "held"
    return redirect(url_for("portal.show_agreement", agreement=agreement, told=told))
