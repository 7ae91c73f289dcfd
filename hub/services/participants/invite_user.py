"""Invite a person: a login, roles, and an address by which the person sets the own password.

Nobody ever knows the password of another. The address is shown once, to whoever invites.
"""

from datetime import timedelta

from hub.platform.canonical import digest_of_text
from hub.platform.ids import new_secret
from hub.services.house import House
from hub.services.participants.role_rules import check_role, givable_roles
from hub.services.refusal import Refused
from hub.store import invitations, participants, recovery_codes, sessions, users
from hub.store.invitations import Invitation
from hub.store.users import User
from hub.store.work import Work
from schemas.record import record

INVITATION_LASTS = timedelta(days=3)
ADMINISTRATOR = "administrator"
LONGEST_NAME = 200


@record
class Invited:
    """A user, and the secret of the address by which the user sets a password."""

    user: User
    secret: str
    expires_at: str


def invite_user(
    house: House,
    *,
    within: str,
    participant: str,
    login: str,
    name: str,
    roles_given: tuple[str, ...],
    by: str,
) -> Invited:
    """Add a user without a password; Refused where the login is taken or a role does not fit."""
    login, name = login.strip().lower(), name.strip()
    if not _fits(login) or not _fits(name):
        raise Refused(rule="name", text="give a login and a name, each in one line", status=422)
    with house.begin(within=within) as work:
        known = participants.one(work, participant)
        if known is None or known.left_at is not None:
            raise Refused(rule="participant", text="there is no such participant", status=422)
        if not roles_given:
            raise Refused(rule="role", text="a person needs at least one role", status=422)
        for role in roles_given:
            check_role(role, known.kind)
        user = User(
            id=work.new_id(), participant=participant, login=login, name=name, added_at=work.now
        )
        if not users.add_if_new(work, user, roles=roles_given):
            raise Refused(rule="login-taken", text="this login cannot be had", status=409)
        work.tell("user-invited", actor=by, subject=user.id, participant=participant)
        for role in roles_given:
            work.tell("role-given", actor=by, subject=user.id, participant=participant, role=role)
        return _invited(work, user)


def invite_administrator(
    house: House, *, participant: str, login: str, name: str, by: str
) -> Invited:
    """Invite the first administrator of a participant, who then looks after its people."""
    return invite_user(
        house,
        within=participant,
        participant=participant,
        login=login,
        name=name,
        roles_given=(ADMINISTRATOR,),
        by=by,
    )


def reset_user(house: House, user: str, *, within: str, by: str) -> Invited:
    """Take password, second factor and sessions from a user, and invite anew.

    Refused for one's own account: whoever holds the session could otherwise keep it for good.
    """
    with house.begin(within=within) as work:
        found = users.one(work, user)
        if found is None or found.disabled_at is not None:
            raise Refused(rule="no-user", text="there is no such user", status=404)
        if found.id == by:
            raise Refused(
                rule="own-account", text="change your own password on your account", status=409
            )
        users.forget_password(work, user)
        users.set_second_factor(work, user, None)
        recovery_codes.replace(work, found, ())
        sessions.end_all_of(work, user)
        work.tell("user-reset", actor=by, subject=user, participant=found.participant)
        return _invited(work, found)


def roles_to_give(house: House, participant: str) -> tuple[tuple[str, str], ...]:
    """Return the roles that people of a participant may have, each with its title."""
    with house.look() as work:
        known = participants.one(work, participant)
        return givable_roles(work, known.kind) if known else ()


def _invited(work: Work, user: User) -> Invited:
    secret = new_secret()
    invitations.end_all_of(work, user.id)
    expires_at = work.now + INVITATION_LASTS
    invitations.add(
        work,
        Invitation(
            id=digest_of_text(secret),
            user=user.id,
            participant=user.participant,
            added_at=work.now,
            expires_at=expires_at,
        ),
    )
    return Invited(user=user, secret=secret, expires_at=expires_at.isoformat())


def _fits(text: str) -> bool:
    return 0 < len(text) <= LONGEST_NAME and text.isprintable()
