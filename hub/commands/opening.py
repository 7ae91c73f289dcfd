"""What the processes of a deployment open: settings and house, or a clear word of what lacks."""

from hub.commands.usage import Unreadable
from hub.config import Misconfigured, Settings, environment, read_settings
from hub.measures.measure import not_for_release
from hub.platform.key_files import UnusableKey
from hub.platform.logs import configure_logs
from hub.services.house import NEEDS, House, open_house
from hub.services.public.spent_budget import Forged, settle_spent
from hub.services.retention.settle_restored import settle_restored
from hub.store.engine import UnsafeRole, check_role
from schemas.problem import Problem


def told_settings(*, needs: tuple[str, ...] = ()) -> Settings:
    """Return the settings of the environment; Unreadable names all that is wrong."""
    try:
        return read_settings(environment(), needs=needs)
    except Misconfigured as found:
        raise _unusable("settings", "; ".join(found.problems)) from None


def open_told_house() -> House:
    """Open the house that the environment tells of, once what was destroyed is gone again."""
    settings = told_settings(needs=NEEDS)
    configure_logs(level=settings.log_level)
    if refused := not_for_release(settings.further_measures):
        raise _unusable("measures", "; ".join(refused))
    try:
        house = open_house(settings)
    except UnusableKey as found:
        raise _unusable("key", str(found)) from None
    try:
        check_role(house.engine)
    except UnsafeRole as found:
        raise _unusable("database-role", str(found)) from None
    settle_restored(house)
    try:
        settle_spent(house)
    except Forged as found:
        raise _unusable("spent-register", str(found)) from None
    return house


def _unusable(kind: str, detail: str) -> Unreadable:
    return Unreadable(Problem(type=kind, title="the hub cannot start", detail=detail))
