"""Which roles may be given to whom: a role that reaches every participant is the convener's."""

from hub.services.refusal import Refused
from hub.store import roles
from hub.store.work import Work


def check_role(role: str, kind: str) -> None:
    """Refuse a role that people of this kind of participant may not have."""
    if kind not in roles.kinds_of().get(role, frozenset()):
        raise Refused(rule="role", text="people of this participant cannot have it", status=422)


def givable_roles(work: Work, kind: str) -> tuple[tuple[str, str], ...]:
    """Return the roles that people of this kind of participant may have, each with its title."""
    kinds = roles.kinds_of()
    return tuple(
        (each.name, each.title)
        for each in roles.every(work)
        if kind in kinds.get(each.name, frozenset())
    )
