"""A value object: frozen, named by keyword, and silent about its values."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

Class = TypeVar("Class", bound=type)


@dataclass_transform(frozen_default=True, kw_only_default=True)
def record(cls: Class) -> Class:
    """Make a frozen, slotted, keyword-only dataclass whose `repr` names the class alone.

    A record that is logged by accident tells nothing of a person.
    """
    cls.__repr__ = _silent  # type: ignore[assignment]
    return dataclass(frozen=True, kw_only=True, slots=True, repr=False)(cls)  # type: ignore[return-value]


def _silent(self: object) -> str:
    return f"<{type(self).__name__}>"
