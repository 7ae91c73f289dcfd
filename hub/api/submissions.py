"""The submissions of the participant that calls: hand in, follow, fetch the receipt, withdraw."""

import io
import re
from typing import Any, BinaryIO, cast

from flask import Response, abort, jsonify, request, url_for
from flask.views import MethodView
from flask_smorest import Blueprint

from adapters.formats import NAMES
from hub.api.access import caller, requires
from hub.api.coming_body import ComingBody, digests_told
from hub.api.house import house
from hub.services.refusal import Refused
from hub.services.submissions.fault_documents import as_csv, as_parquet, faults_of_submission
from hub.services.submissions.may_hand_in import may_hand_in, size_bound, too_large
from hub.services.submissions.receive_submission import KEY_LASTS, Handover, receive_submission
from hub.services.submissions.withdraw_submission import withdraw_submission
from hub.store import submissions
from hub.store.submission_tables import faults_of, tables_of
from hub.store.submissions import Submission
from hub.vault.inbox import PIECE

blueprint = Blueprint(
    "submissions", __name__, url_prefix="/api/v1/submissions", description="Submissions"
)
PAGE = 50
# A key is a string of RFC 8941, in quotes; without them it is taken as it stands.
QUOTED_KEY = re.compile(r'"((?:[ !#-\[\]-~]|\\["\\]){1,255})"')
BARE_KEY = re.compile(r"[!#-\[\]-~]{1,255}")
BODY_TYPES = ("application/octet-stream", "application/zip", "text/csv")
PARQUET = "application/vnd.apache.parquet"
FAULT_TYPES = {"text/csv": as_csv, PARQUET: as_parquet}
NOT_YOURS = {"404": {"description": "There is none of that id, or none that is yours."}}
HEADERS = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "pattern": f"^(?:{QUOTED_KEY.pattern}|{BARE_KEY.pattern})$"},
        "description": "A word of your own for this file. Sent again with the same file it is "
        f"answered as the first time, for {KEY_LASTS.days} days; then the word is forgotten.",
    },
    {
        "name": "Hub-Format",
        "in": "header",
        "schema": {"type": "string", "enum": list(NAMES)},
        "description": "The format of the file; without it the content tells.",
    },
    {
        "name": "Hub-Dry-Run",
        "in": "header",
        "schema": {"type": "string", "enum": ["true", "false"]},
        "description": "true: say what would become of the file, and keep nothing of it.",
    },
    {
        "name": "Hub-Replaces",
        "in": "header",
        "schema": {"type": "string"},
        "description": "The accepted submission in whose place this one comes.",
    },
    {
        "name": "Content-Digest",
        "in": "header",
        "schema": {"type": "string"},
        "description": "The digest of the body as RFC 9530 writes it, by sha-256 or sha-512: what "
        "comes and has another one is not received.",
    },
]
PROBLEMS = {
    "400": {
        "description": "The Idempotency-Key is missing or no word, or the body broke off, or is not"
        " what Content-Digest says."
    },
    "403": {"description": "No agreement in force."},
    "409": {"description": "The first request with the same key is still being received."},
    "413": {"description": "The file is larger than the agreement allows."},
    "415": {"description": "The body is of the wrong type."},
    "422": {
        "description": "The key was used for another file, there is nothing to replace, or a header"
        " says what it cannot say."
    },
    "507": {"description": "There is no room; nothing was kept."},
}


@blueprint.route("")
class Submissions(MethodView):
    """The submissions of the participant that calls."""

    @requires("submission.read")
    @blueprint.doc(responses={"200": {"description": "The newest submissions."}})
    def get(self) -> dict[str, Any]:
        """List the newest submissions; `before` is the last id of the page before."""
        with house().look(within=caller().within) as work:
            found = submissions.latest(work, at_most=PAGE, before=request.args.get("before"))
        return {"submissions": [_document(each) for each in found]}

    @requires("submission.write")
    @blueprint.doc(
        parameters=HEADERS,
        requestBody={"required": True, "content": {each: {} for each in BODY_TYPES}},
        responses={"202": {"description": "Received; follow it at Location."}} | PROBLEMS,
    )
    def post(self) -> Response:
        """Hand in a file as the body; the answer tells where to ask what became of it."""
        handover = _handover()
        bound = size_bound(may_hand_in(house(), caller().participant))
        if (request.content_length or 0) > bound:
            raise too_large(bound)
        # The bound of this one route is the agreement's; the service counts as it reads, in pieces.
        request.max_content_length = bound + PIECE
        received = receive_submission(
            house(),
            participant=caller().participant,
            actor=caller().actor,
            handover=handover,
            body=_body(),
        )
        answer = jsonify(_document(received))
        answer.status_code = 202
        answer.headers["Location"] = url_for("submissions.OneSubmission", id=received.id)
        return answer


@blueprint.route("/<uuid:id>")
class OneSubmission(MethodView):
    """One submission: its state, and its receipt when it has come to its end."""

    @requires("submission.read")
    @blueprint.doc(responses={"200": {"description": "The submission."}} | NOT_YOURS)
    def get(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Tell what became of a submission."""
        with house().look(within=caller().within) as work:
            found = submissions.one(work, str(id))
            if found is None:
                abort(404)
            counts = tables_of(work, found.id)
            faults = faults_of(work, found.id)
        return _document(found) | {
            "tables": [
                {"table": each.table, "kept": each.rows, "left_out": each.left_out}
                for each in counts
            ],
            "faults": [
                {
                    "table": each.table,
                    "field": each.field,
                    "rule": each.rule,
                    "severity": each.severity,
                    "count": each.count,
                }
                for each in faults
            ],
            "receipt": found.receipt,
        }

    @requires("submission.write")
    @blueprint.doc(
        responses={
            "200": {"description": "Withdrawn."},
            "409": {"description": "It is being worked on, or has come to its end."},
        }
        | NOT_YOURS
    )
    def delete(self, id: Any) -> dict[str, Any]:  # noqa: A002
        """Withdraw a submission: what is kept of it is destroyed."""
        withdrawn = withdraw_submission(
            house(), participant=caller().participant, actor=caller().actor, id=str(id)
        )
        return _document(withdrawn)


@blueprint.route("/<uuid:id>/faults")
class Faults(MethodView):
    """Every fault of a submission, as CSV or as Parquet; the receipt holds the first thousand."""

    @requires("submission.read")
    @blueprint.doc(
        responses={
            "200": {"description": "The faults.", "content": {each: {} for each in FAULT_TYPES}},
            "406": {"description": "They are given as CSV or as Parquet."},
        }
        | NOT_YOURS
    )
    def get(self, id: Any) -> Response:  # noqa: A002
        """Give the faults in the order in which they were found."""
        with house().look(within=caller().within) as work:
            found = submissions.one(work, str(id))
        if found is None:
            abort(404)
        frames = faults_of_submission(house(), found)
        wanted = request.accept_mimetypes
        chosen = wanted.best_match(list(FAULT_TYPES)) if wanted else "text/csv"
        if chosen is None:
            abort(406)
        return Response(FAULT_TYPES[chosen](frames), content_type=chosen)


def _body() -> BinaryIO:
    coming = ComingBody(
        cast(BinaryIO, request.stream),
        length=request.content_length,
        digests=digests_told(request.headers.get("Content-Digest")),
    )
    return io.BufferedReader(coming, PIECE)


def _handover() -> Handover:
    told = request.headers.get("Idempotency-Key", "").strip()
    quoted = QUOTED_KEY.fullmatch(told)
    key = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else told
    if not quoted and not BARE_KEY.fullmatch(told):
        raise Refused(
            rule="idempotency-key-missing",
            text="give an Idempotency-Key of at most 255 letters: a word of your own for this file",
            status=400,
        )
    if request.mimetype not in BODY_TYPES:
        abort(415)
    return Handover(
        key=key,
        format=_format(),
        dry_run=_is_trial(),
        replaces=request.headers.get("Hub-Replaces"),
    )


def _format() -> str | None:
    told = request.headers.get("Hub-Format")
    if told is not None and told not in NAMES:
        known = f"Hub-Format is none of the formats that the hub reads: {', '.join(NAMES)}"
        raise Refused(rule="unknown-format", text=known, status=422)
    return told


def _is_trial() -> bool:
    """Say whether nothing shall be kept; a word that may have meant it is no hand-over."""
    told = request.headers.get("Hub-Dry-Run", "false").lower()
    if told not in {"true", "false"}:
        raise Refused(rule="dry-run", text="Hub-Dry-Run is true or false", status=422)
    return told == "true"


def _document(submission: Submission) -> dict[str, Any]:
    return {
        "id": submission.id,
        "state": submission.state,
        "basis": submission.basis,
        "dry_run": submission.dry_run,
        "received_at": submission.received_at.isoformat(),
        "changed_at": submission.changed_at.isoformat(),
        "sha256": submission.sha256,
        "bytes": submission.size,
        "reason": submission.reason,
        "replaces": submission.replaces,
    }
