"""Give and take roles, let a user in no more, or again; nobody does this to the own account."""

from hub.services.house import House
from hub.services.participants.role_rules import check_role
from hub.services.refusal import Refused
from hub.store import invitations, participants, sessions, users
from hub.store.users import User
from hub.store.work import Work


def give_role(house: House, user: str, role: str, *, within: str, by: str) -> None:
    """Give a role; it opens its scopes from the next request on."""
    with house.begin(within=within) as work:
        found = _another(work, user, by=by)
        known = participants.one(work, found.participant)
        check_role(role, known.kind if known else "")
        if not users.give_role(work, found, role):
            raise Refused(rule="role-there", text="the user has this role already", status=409)
        work.tell("role-given", actor=by, subject=user, participant=found.participant, role=role)


def take_role(house: House, user: str, role: str, *, within: str, by: str) -> None:
    """Take a role; what it opened is closed from the next request on."""
    with house.begin(within=within) as work:
        found = _another(work, user, by=by)
        if not users.take_role(work, found, role):
            raise Refused(rule="no-role", text="the user does not have this role", status=409)
        work.tell("role-taken", actor=by, subject=user, participant=found.participant, role=role)


def disable_user(house: House, user: str, *, within: str, by: str) -> None:
    """Let a user sign in no more, and end what is open, at once."""
    with house.begin(within=within) as work:
        found = _another(work, user, by=by)
        if found.disabled_at is not None:
            raise Refused(rule="disabled", text="the user is disabled already", status=409)
        users.disable(work, user)
        invitations.end_all_of(work, user)
        sessions.end_all_of(work, user)
        work.tell("user-disabled", actor=by, subject=user, participant=found.participant)


def enable_user(house: House, user: str, *, within: str, by: str) -> None:
    """Let a disabled user sign in again."""
    with house.begin(within=within) as work:
        found = _another(work, user, by=by)
        if found.disabled_at is None:
            raise Refused(rule="not-disabled", text="the user is not disabled", status=409)
        users.enable(work, user)
        work.tell("user-enabled", actor=by, subject=user, participant=found.participant)


def _another(work: Work, user: str, *, by: str) -> User:
    found = users.one(work, user)
    if found is None:
        raise Refused(rule="no-user", text="there is no such user", status=404)
    if found.id == by:
        raise Refused(rule="own-account", text="nobody changes the own rights", status=409)
    return found
