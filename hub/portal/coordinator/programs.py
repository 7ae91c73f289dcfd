"""The register of programs: who is a Part 2 program, who is attested to be none."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.portal.coordinator.form_fields import day_of
from hub.services.privacy.program_register import STANDINGS, attest_provider, holding
from hub.store import participants
from hub.store.provider_standings import PROGRAM


@portal.get("/programs")
@requires("program.read")
def list_programs() -> str:
    """Show what holds for each provider."""
    with looking("program.read") as work:
        found = holding(work)
        known = participants.every(work)
        today = work.now.date()
    return render_template(
        "coordinator/programs.html",
        # Of whom Part 2 holds stand first: they are few among many.
        found=sorted(found, key=lambda each: each.standing != PROGRAM),
        known=[each for each in known if each.left_at is None],
        names={each.id: each.name for each in known},
        standings=STANDINGS,
        today=today,
    )


@portal.post("/programs")
@requires("program.write")
def attest() -> Response:
    """Enter an attestation; the latest one on a provider holds."""
    form = request.form
    with begun("program.write") as work:
        attest_provider(
            work,
            participant=form.get("participant", ""),
            provider=form.get("provider", ""),
            standing=form.get("standing", ""),
            since=day_of(form, "since"),
            until=day_of(form, "until") if form.get("until") else None,
            by=signed_in().user,
        )
    return redirect(url_for("portal.list_programs", told="entered"))
