"""The sessions of people: begun by password and second factor, carried by one secret."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from hub.platform.canonical import digest_of_text
from hub.platform.ids import new_secret
from hub.platform.metrics import sign_ins
from hub.platform.sealed import unseal
from hub.platform.second_factor import DIGITS, step_of
from hub.services.house import House
from hub.services.participants.second_factors import use_recovery_code
from hub.store import participants, sessions, users
from hub.store.sessions import Session
from hub.store.users import User
from schemas.record import record

FAILURES = 5
LOCKED = timedelta(minutes=15)
NOTED_EVERY = timedelta(minutes=1)


class Attempt(StrEnum):
    """What came of an attempt to sign in."""

    DONE = "done"
    CODE_NEEDED = "code-needed"
    REFUSED = "refused"
    LOCKED = "locked"


@record
class Person:
    """Who has signed in, and what the scopes of the roles open."""

    user: str
    name: str
    participant: str
    kind: str
    reach: Mapping[str, str]


@record
class Opened:
    """What came of an attempt, and the secret of the session where one was begun."""

    attempt: Attempt
    secret: str = ""


def person_of(house: House, secret: str) -> Person | None:
    """Return who carries this secret, and note that the session is used; None for nobody."""
    idle = timedelta(minutes=house.settings.session_idle_minutes)
    with house.look() as work:
        session = sessions.live(work, secret, idle=idle)
        user = users.one(work, session.user) if session and session.second_factor else None
        if session is None or user is None or user.disabled_at is not None:
            return None
        participant = participants.one(work, user.participant)
        reach = users.reach_of(work, user.id)
        # Once a minute will do: whoever reads pages must not wait for those who write.
        stale = session.seen_at <= work.now - NOTED_EVERY
    if stale:
        with house.begin() as work:
            sessions.note_seen(work, session)
    return Person(
        user=user.id,
        name=user.name,
        participant=user.participant,
        kind=participant.kind if participant else "",
        reach=reach,
    )


def first_factor(house: House, *, login: str, password: str) -> Opened:
    """Take login and password.

    The answer is the same, and so is the work behind it, whether the password is wrong, the user
    is locked or disabled, or there is no such user.
    """
    with house.look() as work:
        user = users.by_login(work, login)
        now = work.now
    right = house.passwords.matches(user.password if user else None, password)
    if user is None or not right or not may_try(user, now):
        note_refusal(house, user, now=now)
        return Opened(attempt=Attempt.REFUSED)
    if house.passwords.outdated(user.password or ""):
        _hash_anew(house, user, password)
    needs_code = user.second_factor is not None
    secret = _begun(house, user, complete=not needs_code)
    return Opened(attempt=Attempt.CODE_NEEDED if needs_code else Attempt.DONE, secret=secret)


def second_factor(house: House, *, secret: str, code: str) -> Opened:
    """Take a code of the second factor, or a recovery code; the session gets another secret."""
    idle = timedelta(minutes=house.settings.session_idle_minutes)
    with house.look() as work:
        waiting = sessions.live(work, secret, idle=idle)
        user = users.one(work, waiting.user) if waiting else None
        now = work.now
    if waiting is None or user is None or user.second_factor is None:
        return Opened(attempt=Attempt.REFUSED)
    if user.locked_until is not None and user.locked_until > now:
        return Opened(attempt=Attempt.LOCKED)
    shared = unseal(house.secrets_key, user.second_factor, belongs_to=user.id)
    step = step_of(shared, code, now=now, after=user.second_factor_step)
    if step is None and not _recovered(house, user, code):
        note_refusal(house, user, now=now)
        return Opened(attempt=Attempt.REFUSED)
    sign_out(house, secret)
    return Opened(attempt=Attempt.DONE, secret=_begun(house, user, complete=True, step=step or 0))


def begin_as(house: House, login: str) -> Opened:
    """Begin the session of a user of the demonstration; refused outside of it."""
    if not house.settings.demo:
        return Opened(attempt=Attempt.REFUSED)
    with house.look() as work:
        user = users.by_login(work, login)
    if user is None:
        return Opened(attempt=Attempt.REFUSED)
    return Opened(attempt=Attempt.DONE, secret=_begun(house, user, complete=True))


def sign_out(house: House, secret: str) -> None:
    """End the session that carries this secret, if there is one."""
    with house.begin() as work:
        if sessions.end(work, digest_of_text(secret)):
            work.tell("session-ended")


def cookie_name(house: House) -> str:
    """Return the name of the session's cookie; a browser takes `__Host-` only over TLS."""
    return "__Host-session" if is_secure(house) else "session"


def is_secure(house: House) -> bool:
    """Tell whether the hub is reached over TLS."""
    return house.settings.address.startswith("https://")


def csrf_token(secret: str) -> str:
    """Return the token that forms of the session carry: nobody makes it without the secret."""
    return hmac.new(secret.encode(), b"csrf", hashlib.sha256).hexdigest()


def csrf_holds(secret: str, token: str) -> bool:
    """Tell whether the token is that of the session."""
    return bool(secret) and hmac.compare_digest(csrf_token(secret).encode(), token.encode())


def _recovered(house: House, user: User, code: str) -> bool:
    # A code of six digits is no recovery code: no change is begun for it.
    if len(code) <= DIGITS:
        return False
    with house.begin() as work:
        return use_recovery_code(work, user, code)


def _begun(house: House, user: User, *, complete: bool, step: int = 0) -> str:
    secret = new_secret()
    with house.begin() as work:
        sessions.add(
            work,
            Session(
                id=digest_of_text(secret),
                user=user.id,
                participant=user.participant,
                second_factor=complete,
                started_at=work.now,
                seen_at=work.now,
                ends_at=work.now + timedelta(hours=house.settings.session_hours),
            ),
        )
        if complete:
            users.note_success(work, user, step=max(step, user.second_factor_step))
        work.tell("session-begun", actor=user.id, participant=user.participant)
    if complete:
        sign_ins.labels(kind="person", outcome="done").inc()
    return secret


def may_try(user: User, now: datetime) -> bool:
    """Tell whether a user may try: neither disabled nor locked."""
    locked = user.locked_until is not None and user.locked_until > now
    return user.disabled_at is None and not locked


def note_refusal(house: House, user: User | None, *, now: datetime) -> None:
    """Count a failure, and lock after too many."""
    # One event in each case, so that the time of a refusal does not tell who has an account.
    with house.begin() as work:
        if user is not None and may_try(user, now):
            too_often = user.failures + 1 >= FAILURES
            users.note_failure(work, user, locked_until=now + LOCKED if too_often else None)
        work.tell(
            "sign-in-refused",
            subject=user.id if user else "",
            participant=user.participant if user else "",
        )
    sign_ins.labels(kind="person", outcome="refused").inc()


def _hash_anew(house: House, user: User, password: str) -> None:
    with house.begin() as work:
        users.set_password(work, user.id, house.passwords.hashed(password))
        work.tell("password-hashed-anew", subject=user.id, participant=user.participant)
