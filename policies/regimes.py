"""The regimes of the hub, found in the folders beside this file: each `regime.py` holds one."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules

import policies
from policies.regime import Regime


def _found() -> tuple[Regime, ...]:
    packages = [
        f"policies.{found.name}" for found in iter_modules(policies.__path__) if found.ispkg
    ]
    modules = [import_module(f"{name}.regime") for name in packages if find_spec(f"{name}.regime")]
    return tuple(
        found for module in modules for found in vars(module).values() if isinstance(found, Regime)
    )


REGIMES = _found()
