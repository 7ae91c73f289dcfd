"""Applications of many houses: what takes long to put together is put together once.

The routes, the views, the description of the API and the templates know no house. A test that adds
to them makes an application of its own.
"""

from collections.abc import Mapping
from copy import copy

from flask import Flask

from hub.app import create_app
from hub.entry import SessionGate
from hub.portal.blueprint import WIRING
from hub.portal.gate import Wiring
from hub.services.house import House
from hub.services.participants.sessions import is_secure

NOBODY: Mapping[str, str] = {}
_put_together: dict[bool, Flask] = {}


def application_of(house: House, *, demo_users: Mapping[str, str] = NOBODY) -> Flask:
    """Return the application of a house, in parts that it shares with those of other houses."""
    if house.settings.trusted_proxies:
        return create_app(house, demo_users=demo_users)
    secure = is_secure(house)
    if secure not in _put_together:
        _put_together[secure] = create_app(house)
        # Each copy reads the templates that another has compiled.
        assert _put_together[secure].jinja_env
    made = copy(_put_together[secure])
    wiring = Wiring(house=house, gate=SessionGate(house), demo_users=demo_users, demo_files={})
    made.extensions = made.extensions | {"house": house, WIRING: wiring}
    return made
