"""One submission: its steps, its receipt, and its faults as a chart, a table and a file."""

from flask import Response, abort, render_template, request

from hub.platform.canonical import canonical_json
from hub.portal import charts
from hub.portal.access import looking, requires, wiring
from hub.portal.blueprint import portal
from hub.portal.payer.steps import steps_of
from hub.services.submissions.fault_documents import as_csv, faults_of_submission
from hub.services.submissions.withdraw_submission import WITHDRAWABLE
from hub.store import ledger, submission_tables, submissions
from hub.store.submissions import Submission
from hub.store.work import Work
from policies.lifecycle.lifecycles import allowed, lifecycle

SHOWN = 200


@portal.get("/submissions/<submission>")
@requires("submission.read")
def show_submission(submission: str) -> str:
    """Show a submission."""
    with looking("submission.read") as work:
        found = _one(work, submission)
        tables = submission_tables.tables_of(work, submission)
        counts = submission_tables.faults_of(work, submission)
        told = ledger.of_subject(work, submission)
    words = (found.receipt or {}).get("receipt", {})
    return render_template(
        "payer/submission.html",
        submission=found,
        words=words,
        tables=tables,
        steps=steps_of(found, told),
        waiting=_waiting(found),
        may_withdraw=found.state in WITHDRAWABLE,
        show_faults=allowed("submission", found.state, "show-faults"),
        counts=counts,
        faults=words.get("first_faults", [])[:SHOWN],
        chart=charts.faults_by_rule(counts) if counts else None,
    )


@portal.get("/submissions/<submission>/state")
@requires("submission.read")
def show_state(submission: str) -> str | Response:
    """Show where a submission is now, unless that was seen; at its end the page is loaded anew."""
    with looking("submission.read") as work:
        found = _one(work, submission)
        told = ledger.of_subject(work, submission)
    if not _waiting(found):
        return Response("", headers={"HX-Refresh": "true"})
    if request.args.get("seen") == found.state:
        return Response(status=204)
    steps = steps_of(found, told)
    return render_template(
        "payer/state.html", submission=found, steps=steps, waiting=True, swapped=True
    )


@portal.get("/submissions/<submission>/receipt.json")
@requires("submission.read")
def download_receipt(submission: str) -> Response:
    """Give the signed receipt."""
    with looking("submission.read") as work:
        found = _one(work, submission)
    if found.receipt is None:
        abort(404)
    return Response(
        canonical_json(found.receipt),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="receipt-{found.id}.json"'},
    )


@portal.get("/submissions/<submission>/faults.csv")
@requires("submission.read")
def download_faults(submission: str) -> Response:
    """Give all faults as CSV."""
    with looking("submission.read") as work:
        found = _one(work, submission)
    return Response(
        as_csv(faults_of_submission(wiring().house, found)),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="faults-{found.id}.csv"'},
    )


def _one(work: Work, submission: str) -> Submission:
    found = submissions.one(work, submission)
    if found is None:
        abort(404)
    return found


def _waiting(found: Submission) -> bool:
    return found.state in {"receiving", "received", *lifecycle("submission").steps}
