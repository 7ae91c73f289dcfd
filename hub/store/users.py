"""The people who sign in, each for one participant, and the roles that they have."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Table, delete, select, update

from hub.store.columns import Count, Id, Instant, Line, Octets, Whole, Word, optional, required
from hub.store.metadata import METADATA, WALL, WORKING
from hub.store.roles import EVERY, OWN, ROLE_SCOPES, ROLES
from hub.store.walls import visible
from hub.store.work import Work
from schemas.record import record

ATTEMPTS = {WORKING: "attempts to sign in; the sign-in itself, or its refusal, is told"}

USERS = Table(
    "users",
    METADATA,
    required("id", Id, primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    required("login", Line, unique=True),
    required("name", Line),
    optional("password", Line),
    optional("second_factor", Octets),
    required("second_factor_step", Count, info=ATTEMPTS),
    required("failures", Whole, info=ATTEMPTS),
    optional("locked_until", Instant(), info=ATTEMPTS),
    required("added_at", Instant()),
    optional("disabled_at", Instant()),
    info={WALL: "participant"},
)

USER_ROLES = Table(
    "user_roles",
    METADATA,
    required("user", Id, ForeignKey("users.id"), primary_key=True),
    required("role", Word, ForeignKey("roles.name"), primary_key=True),
    required("participant", Id, ForeignKey("participants.id"), index=True),
    info={WALL: "participant"},
)


@record
class User:
    """A person who may sign in: `login` in small letters, `password` as its hash.

    `second_factor` is sealed; `second_factor_step` the last step of time whose code was used.
    """

    id: str
    participant: str
    login: str
    name: str
    added_at: datetime
    password: str | None = None
    second_factor: bytes | None = None
    second_factor_step: int = 0
    failures: int = 0
    locked_until: datetime | None = None
    disabled_at: datetime | None = None


@record
class UserRole:
    """A user has a role."""

    user: str
    role: str
    participant: str


def add(work: Work, user: User, *, roles: tuple[str, ...]) -> None:
    """Add a user with roles."""
    work.add(USERS, user)
    work.add_all(
        USER_ROLES,
        [UserRole(user=user.id, role=role, participant=user.participant) for role in roles],
    )


def add_if_new(work: Work, user: User, *, roles: tuple[str, ...]) -> bool:
    """Add a user with roles unless the login is taken, by whomever; tell whether it was free."""
    if not work.add_if_absent(USERS, user):
        return False
    work.add_all(
        USER_ROLES,
        [UserRole(user=user.id, role=role, participant=user.participant) for role in roles],
    )
    return True


def one(work: Work, user: str) -> User | None:
    """Return a user that this work may see."""
    return work.one(User, select(USERS).where(visible(work, USERS), USERS.c.id == user))


def by_login(work: Work, login: str) -> User | None:
    """Return the user who signs in by this name, in small or large letters."""
    query = select(USERS).where(visible(work, USERS), USERS.c.login == login.strip().lower())
    return work.one(User, query)


def names(work: Work) -> dict[str, str]:
    """Return the names of those that this work may see, by id."""
    return {each.id: each.name for each in every(work)}


def every(work: Work) -> tuple[User, ...]:
    """Return the users that this work may see, by login."""
    return work.rows(User, select(USERS).where(visible(work, USERS)).order_by(USERS.c.login))


def roles_of(work: Work, user: str) -> tuple[str, ...]:
    """Return the roles of a user, in order."""
    query = select(USER_ROLES.c.role).where(visible(work, USER_ROLES), USER_ROLES.c.user == user)
    return work.values(query.order_by(USER_ROLES.c.role))


def roles_by_user(work: Work) -> dict[str, tuple[str, ...]]:
    """Return the roles, in order, of each user that this work may see."""
    columns = USER_ROLES.c.user, USER_ROLES.c.role
    query = select(*columns).where(visible(work, USER_ROLES)).order_by(USER_ROLES.c.role)
    held = work.rows_by(_Held, query, "user")
    return {user: tuple(each.role for each in found) for user, found in held.items()}


def who_may(work: Work, scope: str) -> frozenset[str]:
    """Return the users with a role that opens a scope, as far as this work sees them."""
    query = select(USER_ROLES.c.user).join(ROLE_SCOPES, ROLE_SCOPES.c.role == USER_ROLES.c.role)
    return frozenset(
        work.values(query.where(visible(work, USER_ROLES), ROLE_SCOPES.c.scope == scope))
    )


def reach_of(work: Work, user: str) -> Mapping[str, str]:
    """Return each scope that a user's roles open, with the widest reach that one of them gives."""
    query = (
        select(ROLE_SCOPES.c.scope, ROLES.c.reach)
        .join(ROLES, ROLES.c.name == ROLE_SCOPES.c.role)
        .join(USER_ROLES, USER_ROLES.c.role == ROLES.c.name)
        .where(visible(work, USER_ROLES), USER_ROLES.c.user == user)
    )
    found = work.rows(_Reach, query)
    widest = {each.scope for each in found if each.reach == EVERY}
    return {each.scope: EVERY if each.scope in widest else OWN for each in found}


@record
class _Held:
    user: str
    role: str


@record
class _Reach:
    scope: str
    reach: str


def give_role(work: Work, user: User, role: str) -> bool:
    """Give a user a role; tell whether it is new."""
    given = UserRole(user=user.id, role=role, participant=user.participant)
    return work.add_if_absent(USER_ROLES, given)


def take_role(work: Work, user: User, role: str) -> bool:
    """Take a role from a user; tell whether it was there."""
    gone = delete(USER_ROLES).where(
        visible(work, USER_ROLES), USER_ROLES.c.user == user.id, USER_ROLES.c.role == role
    )
    return work.change(gone) == 1


def set_password(work: Work, user: str, password: str) -> None:
    """Keep the hash of a new password."""
    _change(work, user, password=password)


def set_second_factor(work: Work, user: str, sealed: bytes | None) -> None:
    """Keep the sealed secret of a second factor; None takes it away."""
    _change(work, user, second_factor=sealed)


def forget_password(work: Work, user: str) -> None:
    """Take the password away: the user signs in again once a new one is set."""
    _change(work, user, password=None)


def disable(work: Work, user: str) -> None:
    """Let a user sign in no more."""
    _change(work, user, disabled_at=work.now)


def enable(work: Work, user: str) -> None:
    """Let a disabled user sign in again."""
    _change(work, user, disabled_at=None)


def note_failure(work: Work, user: User, *, locked_until: datetime | None) -> None:
    """Count a failure to sign in."""
    failures = user.failures + 1
    work.keep(USERS, USERS.c.id == user.id, failures=failures, locked_until=locked_until)


def note_success(work: Work, user: User, *, step: int) -> None:
    """Forget the failures, and remember the step whose code was used."""
    work.keep(USERS, USERS.c.id == user.id, failures=0, locked_until=None, second_factor_step=step)


def _change(work: Work, user: str, **values: Any) -> None:
    work.change(update(USERS).where(visible(work, USERS), USERS.c.id == user).values(values))
