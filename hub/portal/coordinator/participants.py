"""Who takes part: the agreement of each, what came last, and what is missing."""

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from hub.portal.access import begun, looking, requires, signed_in
from hub.portal.blueprint import portal
from hub.services.agreements.facts import AgreementFacts, facts_of, main_agreement
from hub.services.agreements.tell_of_ends import ending_soon
from hub.services.agreements.what_is_missing import HANDING_IN, lacks
from hub.services.participants.admit_participant import (
    CAPACITIES,
    KINDS,
    admit_participant,
    part_with,
)
from hub.store import agreements, participants, submissions, users
from hub.store.participants import Participant
from hub.store.submissions import Submission
from hub.store.work import Work
from schemas.record import record

MANY = 2000


@record
class Standing:
    """A participant, its agreement, its last submission, and what is missing, in plain words."""

    participant: Participant
    agreement: AgreementFacts | None
    last: Submission | None
    missing: tuple[str, ...]


@portal.get("/participants")
@requires("participant.read")
def list_participants() -> str:
    """Show all participants, those first of whom something is missing."""
    with looking("participant.read") as work:
        rows = _standings(work)
        ending = ending_soon(work)
    rows.sort(key=lambda row: (not row.missing, row.participant.kind, row.participant.name))
    waiting = sum(1 for row in rows if row.missing)
    kinds = sorted({row.participant.kind for row in rows})
    counts = {kind: sum(1 for row in rows if row.participant.kind == kind) for kind in kinds}
    return render_template(
        "coordinator/participants.html", rows=rows, waiting=waiting, counts=counts, ending=ending
    )


@portal.get("/participants/new")
@requires("participant.write")
def new_participant() -> str:
    """Show the form by which a participant joins."""
    return render_template("coordinator/new_participant.html", kinds=KINDS, capacities=CAPACITIES)


@portal.post("/participants/new")
@requires("participant.write")
def join() -> Response:
    """Let a participant join."""
    form = request.form
    with begun("participant.write") as work:
        made = Participant(
            id=form.get("id", "").strip(),
            name=form.get("name", "").strip(),
            kind=form.get("kind", ""),
            capacity=form.get("capacity", ""),
            state=form.get("state", "").strip().upper() or None,
            practice=form.get("practice", "").strip() or None,
            joined_at=work.now,
        )
        admit_participant(work, made, by=signed_in().user)
    return redirect(url_for("portal.show_participant", participant=made.id, told="joined"))


@portal.get("/participants/<participant>")
@requires("participant.read")
def show_participant(participant: str) -> str:
    """Show one participant: its papers, its people in charge, and what is missing."""
    with looking("participant.read") as work:
        found = participants.one(work, participant) or abort(404)
        papers = facts_of(work, agreements.of_participant(work, participant))
        names = participants.names(work)
        lacking = lacks(found, papers, names=names, today=work.now.date())
        people = [each for each in users.every(work) if each.participant == participant]
        roles = users.roles_by_user(work)
    return render_template(
        "coordinator/participant.html",
        found=found,
        names=names,
        papers=list(reversed(papers)),
        missing=lacking,
        people=people,
        roles=roles,
    )


@portal.post("/participants/<participant>/leave")
@requires("participant.write")
def leave(participant: str) -> Response:
    """Note that a participant has left."""
    with begun("participant.write") as work:
        part_with(work, participant, by=signed_in().user)
    return redirect(url_for("portal.show_participant", participant=participant, told="left"))


def _last(work: Work) -> dict[str, Submission]:
    found: dict[str, Submission] = {}
    for each in submissions.latest(work, at_most=MANY):
        found.setdefault(each.participant, each)
    return found


def _standings(work: Work) -> list[Standing]:
    """Return where each participant stands, by as many queries for all of them as for one."""
    known = participants.every(work)
    last, names, today = _last(work), participants.names(work), work.now.date()
    facts = {each.stored.id: each for each in facts_of(work, agreements.every(work))}
    own = agreements.by_participant(work, [each.id for each in known])
    rows = []
    for each in known:
        papers = [facts[paper.id] for paper in own.get(each.id, ())]
        lacking = lacks(each, papers, names=names, today=today)
        rows.append(
            Standing(
                participant=each,
                agreement=main_agreement(papers, each.id),
                last=last.get(each.id),
                missing=(*lacking, *_files_missing(each, last.get(each.id))),
            )
        )
    return rows


def _files_missing(participant: Participant, last: Submission | None) -> list[str]:
    if participant.kind not in HANDING_IN or participant.left_at is not None:
        return []
    if last is None:
        return ["Nothing was handed in yet."]
    return ["The last file was not taken in."] if last.state in {"refused", "failed"} else []
