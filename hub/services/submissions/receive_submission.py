"""Receive a submission: the body is sealed as it comes, and counts when all of it is there."""

import hashlib
from datetime import timedelta
from typing import BinaryIO

from hub.platform.canonical import digest
from hub.services.agreements.facts import AgreementFacts
from hub.services.house import House
from hub.services.refusal import Refused
from hub.services.submissions.abandon_upload import abandon_upload, note_abandoned
from hub.services.submissions.may_hand_in import may_hand_in, size_bound, too_large
from hub.store import idempotency_keys, submissions
from hub.store.idempotency_keys import IdempotencyKey
from hub.store.submissions import Submission
from hub.store.work import Work
from hub.vault.destruction import destroy_upload
from hub.vault.inbox import PIECE, TooLarge, Upload, receive
from policies.lifecycle.lifecycles import transition
from schemas.record import record

KEY_LASTS = timedelta(days=7)
# An upload of which no byte came for so long is broken: the same key begins it anew.
SILENCE = timedelta(minutes=2)
NOTED_EVERY = timedelta(seconds=20)


@record
class Handover:
    """What the headers say of a file; `key` is the sender's own word for this request."""

    key: str
    format: str | None = None
    dry_run: bool = False
    replaces: str | None = None

    @property
    def request(self) -> str:
        """The digest of what is asked for, apart from the file itself."""
        told = {"format": self.format, "dry_run": self.dry_run, "replaces": self.replaces}
        return digest(told)


@record
class _Arrival:
    """One upload on its way: who sends it, under which agreement, as which submission."""

    house: House
    participant: str
    actor: str
    submission: str
    facts: AgreementFacts
    handover: Handover

    @property
    def at_most(self) -> int:
        """The bound of its size, in bytes."""
        return size_bound(self.facts)


def receive_submission(
    house: House, *, participant: str, actor: str, handover: Handover, body: BinaryIO
) -> Submission:
    """Keep the body as a new submission, or return the one that the same key stands for.

    Refused with the status that the IETF draft on Idempotency-Key gives: 409 while the first
    request runs, 422 where the key was used for something else; 413 where the body is too long.
    """
    arrival = _Arrival(
        house=house,
        participant=participant,
        actor=actor,
        submission=house.ids(),
        facts=may_hand_in(house, participant),
        handover=handover,
    )
    known = _reserve(arrival)
    if known is not None:
        return _same(arrival, known, body)
    try:
        upload = receive(
            house.vault,
            arrival.submission,
            body,
            at_most=arrival.at_most,
            after_piece=_Progress(arrival),
        )
    except BaseException as failure:
        abandon_upload(house, arrival.submission, participant=participant, actor=actor)
        if isinstance(failure, TooLarge):
            raise too_large(arrival.at_most) from None
        raise
    return _received(arrival, upload)


def _reserve(arrival: _Arrival) -> IdempotencyKey | None:
    """Take the key and enter the submission; return what the key stands for where it is taken."""
    broken: str | None = None
    with arrival.house.begin(within=arrival.participant) as work:
        known = _key(work, arrival)
        if known is not None and known.body is None and _is_broken(work, known.submission):
            broken = known.submission
            note_abandoned(work, broken, actor=arrival.actor)
            known = _key(work, arrival)
        if known is None:
            _enter(work, arrival)
    if broken is not None:
        destroy_upload(arrival.house.vault, broken)
    return known


def _key(work: Work, arrival: _Arrival) -> IdempotencyKey | None:
    return idempotency_keys.reserve(
        work,
        arrival.handover.key,
        participant=arrival.participant,
        submission=arrival.submission,
        request=arrival.handover.request,
        expires_at=work.now + KEY_LASTS,
    )


def _is_broken(work: Work, submission: str) -> bool:
    return any(each.id == submission for each in submissions.broken_uploads(work))


def _enter(work: Work, arrival: _Arrival) -> None:
    handover = arrival.handover
    if handover.replaces is not None:
        _replaceable(submissions.one(work, handover.replaces))
    submissions.add(
        work,
        Submission(
            id=arrival.submission,
            participant=arrival.participant,
            agreement=arrival.facts.stored.id,
            state="receiving",
            basis=arrival.facts.terms.basis,
            received_at=work.now,
            changed_at=work.now,
            dry_run=handover.dry_run,
            format=handover.format,
            replaces=handover.replaces,
            lease_until=work.now + SILENCE,
        ),
    )
    work.tell("submission-begun", actor=arrival.actor, subject=arrival.submission)


def _replaceable(replaced: Submission | None) -> None:
    if replaced is None or replaced.state != "accepted":
        raise Refused(
            rule="nothing-to-replace",
            text="the submission to replace is not among your accepted ones",
            status=422,
        )


def _same(arrival: _Arrival, known: IdempotencyKey, body: BinaryIO) -> Submission:
    if known.body is None:
        raise Refused(
            rule="still-receiving",
            text="the first request with this key is still being received",
            status=409,
        )
    other = known.request != arrival.handover.request
    if other or known.body != _sha256(body, at_most=arrival.at_most):
        raise Refused(
            rule="key-used-otherwise",
            text="this key was used for another file; take a new key for a new file",
            status=422,
        )
    with arrival.house.look(within=arrival.participant) as work:
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


class _Progress:
    """Says now and then that an upload still comes; Refused where it was given up meanwhile."""

    def __init__(self, arrival: _Arrival) -> None:
        self._arrival, self._noted = arrival, arrival.house.clock()

    def __call__(self) -> None:
        house, arrival = self._arrival.house, self._arrival
        if house.clock() < self._noted + NOTED_EVERY:
            return
        self._noted = house.clock()
        with house.begin(within=arrival.participant) as work:
            if not submissions.keep_receiving(work, arrival.submission, lasting=SILENCE):
                raise _given_up()


def _received(arrival: _Arrival, upload: Upload) -> Submission:
    with arrival.house.begin(within=arrival.participant) as work:
        moved = submissions.move(
            work,
            arrival.submission,
            from_states=["receiving"],
            to_state=transition("submission", "receiving", "receive"),
            sha256=upload.sha256,
            size=upload.bytes,
            lease_until=None,
        )
        if moved is not None:
            key = arrival.handover.key
            idempotency_keys.settle(work, key, participant=arrival.participant, body=upload.sha256)
            work.tell(
                "submission-received",
                actor=arrival.actor,
                subject=arrival.submission,
                hash=upload.sha256,
                bytes=upload.bytes,
            )
    if moved is None:
        destroy_upload(arrival.house.vault, arrival.submission)
        raise _given_up()
    return moved


def _given_up() -> Refused:
    return Refused(rule="abandoned", text="the upload took too long; begin anew", status=409)
