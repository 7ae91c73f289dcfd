"""The record tables: one file each, found here and nowhere listed by hand."""

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType

from schemas.table import Table

# In this order tables come after those that they refer to: parents first.
_ORDER = ("practice", "provider", "person")


def _found() -> dict[str, Table]:
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    tables = {
        table.name: table
        for module in modules
        for table in vars(module).values()
        if isinstance(table, Table)
    }
    return {
        name: tables[name] for name in sorted(tables, key=lambda name: (name not in _ORDER, name))
    }


TABLES = MappingProxyType(_found())
