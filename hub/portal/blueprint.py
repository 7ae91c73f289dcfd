"""The blueprint of all pages, and the one way to add it to an application."""

from importlib import import_module
from pkgutil import walk_packages

from flask import Blueprint, Flask

import hub.portal
from hub.portal.gate import Wiring

WIRING = "portal"

portal = Blueprint(
    "portal",
    "hub.portal",
    template_folder="templates",
    static_folder="static",
    static_url_path="/portal/static",
)


def add_portal(app: Flask, wiring: Wiring) -> None:
    """Add every page below this folder to an application."""
    app.extensions[WIRING] = wiring
    for found in walk_packages(hub.portal.__path__, "hub.portal."):
        import_module(found.name)
    app.register_blueprint(portal)
