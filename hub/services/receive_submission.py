"""Receive a submission: the body is sealed as it comes, and counts when all of it is there."""

import hashlib
from datetime import timedelta
from typing import BinaryIO

from hub.platform.canonical import digest
from hub.services.agreement_facts import AgreementFacts, agreement_of
from hub.services.house import House
from hub.services.refusal import Refused
from hub.store import idempotency_keys, submissions
from hub.store.submissions import Submission
from hub.vault.destruction import destroy_upload
from hub.vault.inbox import PIECE, TooLarge, Upload, receive
from policies.lifecycle.lifecycles import allowed, transition
from schemas.record import record

KEY_LASTS = timedelta(days=7)
SIZE_BOUND = 2 << 30


@record
class Handover:
    """What the headers say of a file; `key` is the sender's own word for this request."""

    key: str
    format: str | None = None
    dry_run: bool = False
    replaces: str | None = None


def may_hand_in(house: House, participant: str) -> AgreementFacts:
    """Return the agreement under which the participant hands in now; Refused where there is none.

    Asked before the first byte of a body is read.
    """
    with house.look() as work:
        facts = agreement_of(work, participant)
    if facts is None:
        raise Refused(
            rule="no-agreement", text="there is no agreement with this participant", status=403
        )
    if not allowed("agreement", facts.state, "hand-in"):
        raise Refused(
            rule="agreement-not-active",
            text=f"the agreement is {facts.state}; nothing can be handed in under it",
            status=403,
        )
    return facts


def receive_submission(
    house: House, *, participant: str, actor: str, handover: Handover, body: BinaryIO
) -> Submission:
    """Keep the body as a new submission, or return the one that the same key stands for.

    Refused with the status that the IETF draft on Idempotency-Key gives: 409 while the first
    request runs, 422 where the key was used for something else; 413 where the body is too long.
    """
    facts = may_hand_in(house, participant)
    at_most = facts.terms.size_bound or SIZE_BOUND
    submission = house.ids()
    request = digest(
        {
            "format": handover.format,
            "dry_run": handover.dry_run,
            "replaces": handover.replaces,
        }
    )
    known = _reserve(house, participant, actor, submission, facts, handover, request)
    if known is not None:
        return _same(house, participant, known, request, body, at_most=at_most)
    try:
        upload = receive(house.vault, submission, body, at_most=at_most)
    except BaseException as failure:
        _abandon(house, participant, actor, submission, handover.key)
        if isinstance(failure, TooLarge):
            raise Refused(
                rule="too-large",
                text=f"the file is larger than the {at_most} bytes that the agreement allows",
                status=413,
            ) from None
        raise
    return _received(house, participant, actor, submission, handover.key, upload)


def _reserve(
    house: House,
    participant: str,
    actor: str,
    submission: str,
    facts: AgreementFacts,
    handover: Handover,
    request: str,
) -> idempotency_keys.IdempotencyKey | None:
    with house.begin(within=participant) as work:
        known = idempotency_keys.reserve(
            work,
            handover.key,
            participant=participant,
            submission=submission,
            request=request,
            expires_at=work.now + KEY_LASTS,
        )
        if known is not None:
            return known
        if handover.replaces is not None:
            _replaceable(submissions.one(work, handover.replaces))
        submissions.add(
            work,
            Submission(
                id=submission,
                participant=participant,
                agreement=facts.stored.id,
                state="receiving",
                basis=facts.terms.basis,
                received_at=work.now,
                changed_at=work.now,
                dry_run=handover.dry_run,
                format=handover.format,
                replaces=handover.replaces,
            ),
        )
        work.tell("submission-begun", actor=actor, subject=submission)
    return None


def _replaceable(replaced: Submission | None) -> None:
    if replaced is None or replaced.state != "accepted":
        raise Refused(
            rule="nothing-to-replace",
            text="the submission to replace is not among your accepted ones",
            status=422,
        )


def _same(
    house: House,
    participant: str,
    known: idempotency_keys.IdempotencyKey,
    request: str,
    body: BinaryIO,
    *,
    at_most: int,
) -> Submission:
    if known.body is None:
        raise Refused(
            rule="still-receiving",
            text="the first request with this key is still being received",
            status=409,
        )
    if known.request != request or known.body != _sha256(body, at_most=at_most):
        raise Refused(
            rule="key-used-otherwise",
            text="this key was used for another file; take a new key for a new file",
            status=422,
        )
    with house.look(within=participant) as work:
        found = submissions.one(work, known.submission)
    if found is None:
        raise Refused(rule="key-used-otherwise", text="this key is used up", status=422)
    return found


def _sha256(body: BinaryIO, *, at_most: int) -> str:
    seen, read = hashlib.sha256(), 0
    while (content := body.read(PIECE)) and read <= at_most:
        seen.update(content)
        read += len(content)
    return seen.hexdigest()


def _abandon(house: House, participant: str, actor: str, submission: str, key: str) -> None:
    with house.begin(within=participant) as work:
        submissions.move(
            work,
            submission,
            from_states=["receiving"],
            to_state=transition("submission", "receiving", "abandon"),
        )
        idempotency_keys.free(work, key, participant=participant)
        work.tell("submission-abandoned", actor=actor, subject=submission)
    destroy_upload(house.vault, submission)


def _received(
    house: House, participant: str, actor: str, submission: str, key: str, upload: Upload
) -> Submission:
    with house.begin(within=participant) as work:
        idempotency_keys.settle(work, key, participant=participant, body=upload.sha256)
        moved = submissions.move(
            work,
            submission,
            from_states=["receiving"],
            to_state=transition("submission", "receiving", "receive"),
            sha256=upload.sha256,
            size=upload.bytes,
        )
        if moved is None:
            raise Refused(rule="abandoned", text="the upload took too long; begin anew", status=409)
        work.tell(
            "submission-received",
            actor=actor,
            subject=submission,
            hash=upload.sha256,
            bytes=upload.bytes,
        )
    return moved
