"""Let a person sign in for a participant, with roles."""

from hub.platform.passwords import LEAST, MOST, UnfitPassword
from hub.services.house import House
from hub.services.refusal import Refused
from hub.store import participants, roles, users
from hub.store.users import User


def admit_user(
    house: House,
    *,
    login: str,
    name: str,
    participant: str,
    password: str,
    roles_given: tuple[str, ...],
    by: str,
) -> User:
    """Add a user; Refused where the login is taken, or the participant or a role is unknown."""
    try:
        hashed = house.passwords.hashed(password)
    except UnfitPassword:
        raise Refused(
            rule="password", text=f"a password has {LEAST} to {MOST} letters", status=422
        ) from None
    with house.begin() as work:
        if participants.one(work, participant) is None:
            raise Refused(rule="participant", text="there is no such participant", status=422)
        known = {role.name for role in roles.every(work)}
        if not roles_given or not known.issuperset(roles_given):
            raise Refused(
                rule="role", text=f"a role is one of {', '.join(sorted(known))}", status=422
            )
        if users.by_login(work, login) is not None:
            raise Refused(rule="login-taken", text="there is a user of this login", status=409)
        user = User(
            id=work.new_id(),
            participant=participant,
            login=login.strip().lower(),
            name=name,
            added_at=work.now,
            password=hashed,
        )
        users.add(work, user, roles=roles_given)
        for role in roles_given:
            work.tell("role-given", actor=by, subject=user.id, participant=participant, role=role)
    return user
