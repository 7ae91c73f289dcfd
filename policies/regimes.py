"""The regimes of the hub, found in the folders beneath this one: each `regime.py` holds one."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import walk_packages

import policies
from policies.regime import Regime


def _found() -> tuple[Regime, ...]:
    packages = [
        found.name for found in walk_packages(policies.__path__, "policies.") if found.ispkg
    ]
    modules = [import_module(f"{name}.regime") for name in packages if find_spec(f"{name}.regime")]
    return tuple(
        found for module in modules for found in vars(module).values() if isinstance(found, Regime)
    )


REGIMES = _found()
