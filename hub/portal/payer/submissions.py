"""The files that were handed in: the list, the way in, and the way out."""

from collections.abc import Mapping, Sequence

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from adapters.formats import FORMATS
from hub.platform.ids import new_id
from hub.portal.access import looking, requires, signed_in, wiring
from hub.portal.blueprint import portal
from hub.services.agreements.facts import agreement_of
from hub.services.submissions.withdraw_submission import WITHDRAWABLE, withdraw_submission
from hub.store import participants, submission_tables, submissions
from hub.store.submission_tables import SubmissionTable
from hub.store.submissions import Submission
from policies.lifecycle.lifecycles import allowed
from schemas.record import record

PAGE = 50


@record
class Listed:
    """A submission with the sums that a list shows."""

    submission: Submission
    kept: int
    left_out: int
    faults: int


@portal.get("/submissions")
@requires("submission.read")
def list_submissions() -> str:
    """Show what was handed in, the newest first."""
    before = request.args.get("before")
    with looking("submission.read") as work:
        found = submissions.latest(work, at_most=PAGE + 1, before=before)
        tables = submission_tables.tables_by_submission(work, [each.id for each in found])
        rows = [_listed(each, tables.get(each.id, ())) for each in found[:PAGE]]
        names = participants.names(work)
    more = rows[-1].submission.id if len(found) > PAGE else None
    everybody = signed_in().within("submission.read") == "*"
    return render_template(
        "payer/submissions.html", rows=rows, more=more, names=names, everybody=everybody
    )


@portal.get("/submissions/new")
@requires("submission.write")
def new_submission() -> str:
    """Show the form by which a file is handed in."""
    participant = signed_in().participant
    with looking("submission.write") as work:
        facts = agreement_of(work, participant)
        accepted = submissions.latest(work, at_most=PAGE, states=["accepted"])
    open_now = facts is not None and allowed("agreement", facts.state, "hand-in")
    return render_template(
        "payer/new_submission.html",
        facts=facts,
        open_now=open_now,
        accepted=accepted,
        key=new_id(),
        upload=wiring(),
        formats=[each.name for each in FORMATS],
    )


@portal.get("/submissions/<submission>/withdraw")
@requires("submission.write")
def ask_withdraw(submission: str) -> str:
    """Ask whether a submission is to be withdrawn."""
    with looking("submission.write") as work:
        found = submissions.one(work, submission)
    if found is None:
        abort(404)
    open_now = found.state in WITHDRAWABLE
    return render_template("payer/withdraw.html", submission=found, open_now=open_now)


@portal.post("/submissions/<submission>/withdraw")
@requires("submission.write")
def withdraw(submission: str) -> Response:
    """Withdraw a submission."""
    person = signed_in()
    withdraw_submission(
        wiring().house, participant=person.participant, actor=person.user, id=submission
    )
    return redirect(url_for("portal.show_submission", submission=submission, told="withdrawn"))


def _listed(found: Submission, tables: Sequence[SubmissionTable]) -> Listed:
    told: Mapping[str, int] = (found.receipt or {}).get("receipt", {})
    return Listed(
        submission=found,
        kept=sum(table.rows for table in tables),
        left_out=sum(table.left_out for table in tables),
        faults=int(told.get("faults", 0)),
    )
