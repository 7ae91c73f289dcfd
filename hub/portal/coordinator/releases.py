"""The releases: proposed by one person, looked at, approved by another, published."""

import json
from datetime import date

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.portal.coordinator.reviewed import reviewed
from hub.portal.coordinator.suppression import told_in
from hub.portal.payer.steps import COMPUTED, release_steps
from hub.portal.report_documents import REPORT
from hub.services.public.privacy_budgets import budgets_begun, told_public
from hub.services.public.public_files import read_public
from hub.services.refusal import Refused
from hub.services.releases.approve_release import approve_release, publish_release, reject_release
from hub.services.releases.propose_release import propose_release, usable
from hub.services.releases.release_lease import restart_release
from hub.services.releases.why_failed import why_failed
from hub.store import ledger, participants, releases, reports, users
from hub.store.releases import Release
from hub.store.work import Work
from policies.lifecycle.lifecycles import allowed, lifecycle
from schemas.attribution_choice import CHOICES, NETWORK
from schemas.period import Period


@portal.get("/releases")
@requires("release.read")
def list_releases() -> str:
    """Show the releases, the newest first."""
    with looking("release.read") as work:
        found = releases.every(work)
    return render_template("coordinator/releases.html", found=found)


@portal.get("/releases/new")
@requires("release.propose")
def new_release() -> str:
    """Show the form of a proposal, or of a correction of a published release."""
    with looking("release.propose") as work:
        replaced = _replaced(work, request.args.get("replaces"))
        parts = usable(work)
        budgets = budgets_begun(work)
    return render_template(
        "coordinator/new_release.html",
        budgets=budgets,
        replaced=replaced,
        files=len(parts),
        contributors=len({each.participant for each in parts}),
        choices=CHOICES,
    )


@portal.post("/releases/new")
@requires("release.propose")
def propose() -> Response:
    """Propose a release."""
    title = request.form.get("title", "").strip()[:200]
    first, last = _day("first"), _day("last")
    if not title or last < first:
        raise Refused(
            rule="bad-form",
            text="a release needs a title, a first and a later last day",
            status=422,
        )
    with looking("release.propose") as work:
        replaced = _replaced(work, request.form.get("replaces") or None)
    made = propose_release(
        wiring().house,
        by=signed_in().user,
        title=title,
        period=Period(first=first, last=last),
        replaces=replaced.id if replaced else None,
        attribution=request.form.get("attribution", NETWORK),
    )
    return redirect(url_for("portal.show_release", release=made.id, told="proposed"))


@portal.get("/releases/<release>")
@requires("release.read")
def show_release(release: str) -> str:
    """Show one release: where it is, what it holds, and what may be done with it."""
    with looking("release.read") as work:
        found = one_release(work, release)
        files = reports.of_release(work, release)
        names = participants.names(work)
        people = users.names(work)
        approvals = releases.approvals_of(work, release)
        told = ledger.of_subject(work, release)
        shown = told_in(work, release)
        public_part = told_public(work, found)
    return render_template(
        "coordinator/release.html",
        found=found,
        steps=release_steps(found.state),
        waiting=found.state in COMPUTED,
        files=files,
        previews=[each for each in files if each.name == REPORT],
        names=names,
        people=people,
        approvals=approvals,
        told=told,
        told_public=public_part,
        shown=shown,
        why=why_failed(told) if found.state == "failed" else None,
        review=allowed("release", found.state, "review"),
        acts=lifecycle("release").events(found.state),
        counts=CHOICES[found.attribution],
    )


@portal.get("/releases/<release>/state")
@requires("release.read")
def show_release_state(release: str) -> str | Response:
    """Show where a release is now, unless that was seen; for a person the page is loaded anew."""
    with looking("release.read") as work:
        found = one_release(work, release)
    if found.state not in COMPUTED:
        return Response("", headers={"HX-Refresh": "true"})
    if request.args.get("seen") == found.state:
        return Response(status=204)
    return render_template(
        "coordinator/release_state.html",
        found=found,
        steps=release_steps(found.state),
        waiting=True,
        swapped=True,
    )


@portal.get("/releases/<release>/preview/<report>")
@requires("release.read")
def preview(release: str, report: str) -> str:
    """Show a report of a release as its readers will see it, but for what they alone handed in."""
    with looking("release.read") as work:
        found = one_release(work, release)
        whole = reports.one(work, report)
    if whole is None or whole.release != release or whole.name != REPORT:
        abort(404)
    document = reviewed(json.loads(whole.content))
    return render_template("coordinator/preview.html", found=found, document=document)


@portal.get("/releases/<release>/public")
@requires("release.read")
def preview_of_public(release: str) -> str:
    """Show what a release tells the public as everybody will see it."""
    with looking("release.read") as work:
        found = one_release(work, release)
        document = read_public(work, release) or abort(404)
    return render_template("coordinator/public_preview.html", found=found, document=document)


@portal.post("/releases/<release>/approve")
@requires("release.approve")
def approve(release: str) -> Response:
    """Approve exactly what was looked at."""
    approve_release(
        wiring().house,
        by=signed_in().user,
        release=release,
        manifest_hash=request.form.get("hash", ""),
    )
    return redirect(url_for("portal.show_release", release=release, told="approved"))


@portal.post("/releases/<release>/publish")
@requires("release.approve")
def publish(release: str) -> Response:
    """Sign and publish an approved release."""
    publish_release(wiring().house, by=signed_in().user, release=release)
    return redirect(url_for("portal.show_release", release=release, told="published"))


@portal.post("/releases/<release>/reject")
@requires("release.approve")
def reject(release: str) -> Response:
    """Send a release back."""
    reject_release(wiring().house, by=signed_in().user, release=release)
    return redirect(url_for("portal.show_release", release=release, told="rejected"))


@portal.post("/releases/<release>/restart")
@requires("release.propose")
def restart(release: str) -> Response:
    """Let a failed release be computed anew, once the cause is mended."""
    restart_release(wiring().house, by=signed_in().user, release=release)
    return redirect(url_for("portal.show_release", release=release, told="restarted"))


def one_release(work: Work, release: str) -> Release:
    """Return a release; not there where there is none of that id."""
    found = releases.one(work, release)
    if found is None:
        abort(404)
    return found


def _replaced(work: Work, release: str | None) -> Release | None:
    if release is None:
        return None
    found = one_release(work, release)
    if found.state != "published":
        raise Refused(
            rule="wrong-state", text="only a published release can be corrected", status=409
        )
    return found


def _day(name: str) -> date:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        raise Refused(rule="bad-form", text="a day is missing or is no day", status=422) from None
