"""What people do with their own account: set and change the password, see and end sessions."""

from datetime import timedelta

from hub.platform.passwords import LEAST, MOST, UnfitPassword
from hub.services.house import House
from hub.services.participants import sessions as signing_in
from hub.services.refusal import Refused
from hub.store import invitations, recovery_codes, sessions, users
from hub.store.sessions import Session
from hub.store.users import User
from schemas.record import record


@record
class Account:
    """One's own account: the second factor, the recovery codes left, and the live sessions.

    `current` is the id of the session that asks.
    """

    user: User
    roles: tuple[str, ...]
    has_second_factor: bool
    codes_left: int
    sessions: tuple[Session, ...]
    current: str


def account_of(house: House, user: str, *, current: str) -> Account:
    """Return the account of whoever asks."""
    idle = timedelta(minutes=house.settings.session_idle_minutes)
    with house.look() as work:
        found = users.one(work, user)
        if found is None:
            raise Refused(rule="no-user", text="there is no such user", status=404)
        return Account(
            user=found,
            roles=users.roles_of(work, user),
            has_second_factor=found.second_factor is not None,
            codes_left=recovery_codes.left(work, user),
            sessions=sessions.live_of(work, user, idle=idle),
            current=current,
        )


def invited_user(house: House, secret: str) -> User | None:
    """Return whose invitation this is; None where it was used, taken back, or is too old."""
    with house.look() as work:
        found = invitations.live(work, secret)
        user = users.one(work, found.user) if found else None
    return user if user is not None and user.disabled_at is None else None


def accept_invitation(house: House, secret: str, *, password: str) -> User:
    """Set the first password by an invitation, which serves once."""
    hashed = _hashed(house, password)
    with house.begin() as work:
        found = invitations.live(work, secret)
        user = users.one(work, found.user) if found else None
        if user is None or user.disabled_at is not None:
            raise Refused(rule="no-invitation", text="this address serves no more", status=404)
        users.set_password(work, user.id, hashed)
        invitations.end_all_of(work, user.id)
        work.tell("password-set", actor=user.id, subject=user.id, participant=user.participant)
    return user


def change_password(house: House, user: str, *, old: str, new: str, current: str) -> None:
    """Set another password and end every other session; Refused where the old one is wrong.

    A wrong one counts as a failed attempt to sign in, so that nobody can try them out here.
    """
    found = check_password(house, user, old)
    hashed = _hashed(house, new)
    with house.begin() as work:
        users.set_password(work, user, hashed)
        for each in sessions.live_of(work, user, idle=timedelta(days=1)):
            if each.id != current:
                sessions.end(work, each.id)
        work.tell("password-changed", actor=user, subject=user, participant=found.participant)


def check_password(house: House, user: str, password: str) -> User:
    """Return the user whose password this is; Refused where it is not, or too often was not."""
    with house.look() as work:
        found = users.one(work, user)
        now = work.now
    right = house.passwords.matches(found.password if found else None, password)
    if found is None or not right or not signing_in.may_try(found, now):
        signing_in.note_refusal(house, found, now=now)
        raise Refused(rule="password", text="that is not your password", status=422)
    return found


def signing_user(house: House, user: str) -> User:
    """Return the user who signs; Refused where the sign-in is locked by wrong codes."""
    with house.look() as work:
        found = users.one(work, user)
        now = work.now
    if found is None or not signing_in.may_try(found, now):
        raise Refused(
            rule="locked", text="too many attempts; wait a quarter of an hour", status=429
        )
    return found


def end_session(house: House, user: str, session: str) -> None:
    """End one of the own sessions."""
    with house.begin() as work:
        mine = {each.id for each in sessions.live_of(work, user, idle=timedelta(days=1))}
        if session not in mine or not sessions.end(work, session):
            raise Refused(rule="no-session", text="there is no such session", status=404)
        found = users.one(work, user)
        work.tell("session-ended", actor=user, participant=found.participant if found else "")


def _hashed(house: House, password: str) -> str:
    try:
        return house.passwords.hashed(password)
    except UnfitPassword:
        raise Refused(
            rule="password", text=f"a password has {LEAST} to {MOST} letters", status=422
        ) from None
