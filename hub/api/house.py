"""The house of the application that answers this request."""

from flask import current_app

from hub.services.house import House


def house() -> House:
    """Return the house."""
    found: House = current_app.extensions["house"]
    return found
