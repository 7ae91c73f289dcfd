"""A rule over an object as it came, which no column could tell."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import polars as pl

from adapters.fhir.field import Filled
from adapters.fhir.rows import Rows
from adapters.fhir.unit import Unit
from adapters.violations import Violation
from schemas.record import record


@record
class Flagged:
    """No column: a violation of each row whose object breaks the rule."""

    rule: str
    path: str
    remedy: str
    breaks: Callable[[Any], bool]
    warning: bool = False

    @property
    def paths(self) -> Mapping[str, str]:
        """No column has a path here."""
        return MappingProxyType({})

    def fill(self, rows: Rows, unit: Unit) -> Filled:
        """Ask each object."""
        del unit
        mask = pl.Series(rows.values(self.breaks), dtype=pl.Boolean)
        if not mask.any():
            return Filled(columns=())
        found = Violation(
            rule=self.rule,
            field=self.path,
            remedy=self.remedy,
            mask=mask,
            warning=self.warning,
        )
        return Filled(columns=(), violations=(found,))
