"""The terms of an intake: what the agreement and the law say of one submission, gathered before."""

from collections.abc import Callable, Mapping
from datetime import date

import polars as pl

from policies.deidentification.certificate import Certificate
from policies.labelling.code_list import CodeLists
from policies.labelling.program_registry import ProgramRegistry
from schemas.record import record

Rekeyed = Callable[[pl.Series], pl.Series]


@record
class Terms:
    """What one run of the intake goes by; whoever runs it has looked everything up.

    `columns` holds the columns that may be kept of each table, a table without any is not kept;
    `required` names the tables that a submission must hold; `tolerance` is the share of faulty
    records of a table up to which the others are taken; `strict` labels as
    `policies.labelling.label` says; `rekeyed` makes the tokens of persons (String) anew, null for
    null, equal for equal; `on` is the day of the intake.
    """

    basis: str
    columns: Mapping[str, frozenset[str]]
    tolerance: float
    lists: CodeLists
    registry: ProgramRegistry
    rekeyed: Rekeyed
    on: date
    certificate: Certificate | None = None
    required: frozenset[str] = frozenset()
    strict: bool = False
