"""The roles and what each may do: data, brought to the shipped list by every migration."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from sqlalchemy import ForeignKey, Table, delete, select

from hub.store.columns import Line, Word, required
from hub.store.metadata import METADATA
from hub.store.work import Work
from schemas.record import record

OWN, EVERY = "own", "every"

ROLES = Table(
    "roles",
    METADATA,
    required("name", Word, primary_key=True),
    required("title", Line),
    required("reach", Word),
)

ROLE_SCOPES = Table(
    "role_scopes",
    METADATA,
    required("role", Word, ForeignKey("roles.name"), primary_key=True),
    required("scope", Word, primary_key=True),
)


@record
class Role:
    """A role: what it is for, and whether its scopes reach all participants or the user's own."""

    name: str
    title: str
    reach: str


@record
class RoleScope:
    """A role opens a scope (`resource.action`)."""

    role: str
    scope: str


def shipped() -> tuple[tuple[Role, ...], tuple[RoleScope, ...]]:
    """Return the roles and scopes of roles.toml."""
    told = _told()
    roles = tuple(Role(name=n, title=r["title"], reach=r["reach"]) for n, r in told.items())
    scopes = tuple(RoleScope(role=n, scope=s) for n, r in told.items() for s in r["scopes"])
    return roles, scopes


def kinds_of() -> Mapping[str, frozenset[str]]:
    """Return for each role the kinds of participants whose people may have it."""
    return {name: frozenset(told["kinds"]) for name, told in _told().items()}


def adopt_shipped(work: Work) -> bool:
    """Bring the tables to the shipped list, and tell it; False where nothing was to be done."""
    roles, scopes = shipped()
    if set(roles) == set(every(work)) and set(scopes) == set(_scopes(work)):
        return False
    work.change(delete(ROLE_SCOPES))
    for role in roles:
        # A role that is no longer shipped stays, without scopes: people may still have it.
        if not work.add_if_absent(ROLES, role):
            change = ROLES.update().where(ROLES.c.name == role.name)
            work.change(change.values(title=role.title, reach=role.reach))
    work.add_all(ROLE_SCOPES, scopes)
    work.tell("roles-changed", number=len(roles))
    return True


def every(work: Work) -> tuple[Role, ...]:
    """Return the roles by name."""
    return work.rows(Role, select(ROLES).order_by(ROLES.c.name))


def _told() -> dict[str, Any]:
    return tomllib.loads(files("hub.store").joinpath("roles.toml").read_text(encoding="utf-8"))


def _scopes(work: Work) -> tuple[RoleScope, ...]:
    return work.rows(RoleScope, select(ROLE_SCOPES))
