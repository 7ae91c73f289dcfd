"""The resources that are read: one file each, found here and nowhere listed by hand."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Any

from adapters.fhir.layout import Layout
from adapters.fhir.resource import Resource
from adapters.fhir.unit import Unit

_MODULES = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]

# By type, how it fills tables; and what is made of each resource once for all of them.
LAYOUTS: Mapping[type[Resource], tuple[Layout, ...]] = MappingProxyType(
    {module.RESOURCE: module.LAYOUTS for module in _MODULES}
)
PREPARED: Mapping[type[Resource], Callable[[Any, Unit], object]] = MappingProxyType(
    {module.RESOURCE: module.PREPARE for module in _MODULES if hasattr(module, "PREPARE")}
)
