"""Which states have rules: the folders beside this file, each named by its postal code."""

from datetime import date
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import policies.states as here
from policies.parameter import NotYetSet, UnknownParameter, parameter


@cache
def states() -> frozenset[str]:
    """Return the postal codes of the states that have rules."""
    folders = [found.name for found in iter_modules(here.__path__) if found.ispkg]
    return frozenset(import_module(f"policies.states.{name}").STATE for name in folders)


def treatment_age(state: str, *, on: date) -> int | None:
    """Return the age from which a minor may obtain treatment alone; None where nobody wrote it."""
    try:
        return int(parameter(f"treatment_age_{state.lower()}", on=on))
    except (UnknownParameter, NotYetSet):
        return None
