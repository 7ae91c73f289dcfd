"""The register of breaches: what happened, whom to tell by when, and what was done."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.coordinator.form_fields import day_of, number_of
from hub.services.privacy.breach_register import (
    ACTS,
    KINDS,
    MOST_PERSONS,
    breach_state,
    breach_states,
    close_breach,
    correct_persons,
    note_told,
    report_breach,
)
from hub.store import participants, users


@portal.get("/breaches")
@requires("breach.read")
def list_breaches() -> str:
    """Show the register, the latest discovery first."""
    with looking("breach.read") as work:
        found = breach_states(work)
        known = participants.every(work)
        today = work.now.date()
    return render_template(
        "coordinator/breaches.html",
        found=found,
        known=known,
        names={each.id: each.name for each in known},
        kinds=KINDS,
        today=today,
    )


@portal.post("/breaches")
@requires("breach.write")
def enter_breach() -> Response:
    """Enter a breach; its agreement is suspended."""
    form = request.form
    with begun("breach.write") as work:
        made = report_breach(
            work,
            participant=form.get("participant", ""),
            kind=form.get("kind", ""),
            discovered_on=day_of(form, "discovered_on"),
            persons=number_of(form, "persons", least=0, most=MOST_PERSONS),
            by=signed_in().user,
        )
    return redirect(url_for("portal.show_breach", breach=made.id, told="reported"))


@portal.get("/breaches/<breach>")
@requires("breach.read")
def show_breach(breach: str) -> str:
    """Show one breach with its duties."""
    with looking("breach.read") as work:
        found = breach_state(work, breach)
        names = participants.names(work)
        people = users.names(work)
        today = work.now.date()
    return render_template(
        "coordinator/breach.html", found=found, names=names, people=people, acts=ACTS, today=today
    )


@portal.post("/breaches/<breach>/told")
@requires("breach.write")
def note_duty(breach: str) -> Response:
    """Note that somebody was told."""
    on = day_of(request.form, "on")
    with begun("breach.write") as work:
        note_told(work, breach, whom=request.form.get("whom", ""), on=on, by=signed_in().user)
    return redirect(url_for("portal.show_breach", breach=breach, told="entered"))


@portal.post("/breaches/<breach>/persons")
@requires("breach.write")
def correct_breach(breach: str) -> Response:
    """Correct how many persons are affected."""
    persons = number_of(request.form, "persons", least=0, most=MOST_PERSONS)
    with begun("breach.write") as work:
        correct_persons(work, breach, persons=persons, by=signed_in().user)
    return redirect(url_for("portal.show_breach", breach=breach, told="entered"))


@portal.post("/breaches/<breach>/close")
@requires("breach.write")
def end_breach(breach: str) -> Response:
    """Close a breach of which everybody was told."""
    with begun("breach.write") as work:
        close_breach(work, breach, by=signed_in().user)
    return redirect(url_for("portal.show_breach", breach=breach, told="entered"))
