"""A field: how one or more columns of a table come out of the objects read."""

from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Protocol

import polars as pl

from adapters.fhir.rows import Rows
from adapters.fhir.unit import Unit
from adapters.violations import Violation
from schemas.record import record


@record
class Filled:
    """What a field gives: columns, the rules that some rows break, and what no column holds.

    `uncast` names columns whose cells are null because they break a rule, not because nothing was
    given: there they have a fault already. `precision` (String) is month or year where a day is
    not known. `surplus` holds, by path, texts that no column takes.
    """

    columns: tuple[pl.Series, ...]
    violations: tuple[Violation, ...] = ()
    uncast: Mapping[str, pl.Series] = field(default_factory=dict)
    precision: pl.Series | None = None
    surplus: Mapping[str, list[str]] = field(default_factory=dict)


class Field(Protocol):
    """One or more columns, where in FHIR each comes from, and how to fill them."""

    @property
    def paths(self) -> Mapping[str, str]:
        """By column, the path of the element inside its resource."""

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Fill the columns from the objects."""


def camel(path: str) -> str:
    """Return a path of attributes as the path of the FHIR elements that they stand for."""
    return ".".join(_camel(name) for name in path.split("."))


def _camel(name: str) -> str:
    first, *others = name.rstrip("_").split("_")
    return first + "".join(other.capitalize() for other in others)


def violation(
    rule: str, path: str, remedy: str, mask: pl.Series, *, warning: bool = False
) -> Iterable[Violation]:
    """Yield the violation where some row breaks the rule."""
    if mask.any():
        yield Violation(rule=rule, field=path, remedy=remedy, mask=mask, warning=warning)
