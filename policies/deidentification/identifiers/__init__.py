"""The kinds of identifier that a value betrays: one file each, found here and listed nowhere."""

from importlib import import_module
from pkgutil import iter_modules

from policies.deidentification.value_rule import ValueRule


def _found() -> tuple[ValueRule, ...]:
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    rules = (rule for module in modules for rule in vars(module).values())
    return tuple(rule for rule in rules if isinstance(rule, ValueRule))


VALUE_RULES = _found()
