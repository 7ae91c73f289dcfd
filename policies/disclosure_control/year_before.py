"""The year before beside the present one, so that a figure of both years can be judged.

Its cells are columns of their own: told or hidden as they were then. A sum over both years is a
statement about two columns; who knows one of them works out the other.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from scipy import sparse

from policies.disclosure_control.arrays import Flags, Whole
from policies.disclosure_control.matrices import real_matrix, whole_matrix
from policies.disclosure_control.primary.few_people import few_people
from policies.disclosure_control.primary.small_count import small_count
from policies.disclosure_control.sensitive import Sensitive, sensitive, together
from policies.disclosure_control.system import (
    ALREADY_OUT,
    HIDDEN,
    NEVER_SHOWN,
    Limits,
    System,
    system,
)
from policies.disclosure_control.windows import PRESENT, WINDOW

YEAR_BEFORE = "year before"


def with_year_before(
    cells: System,
    present: Sensitive,
    year: System,
    told: Sequence[Flags],
    *,
    people: Whole,
    minimum: int,
) -> tuple[System, Sensitive]:
    """Return the system with the cells of the year before at its end, and what to protect.

    `told` flags what each release of that year told; a cell that any of them told is known.
    `people` are those behind each of its cells.
    """
    known = np.asarray(np.logical_or.reduce(list(told)))
    keys = cells.keys
    if WINDOW not in keys.columns:
        keys = keys.with_columns(pl.lit(PRESENT).alias(WINDOW))
    size, more = cells.size, year.size
    limits = cells.limits
    pad = sparse.csr_array((limits.matrix.shape[0], more))
    made = system(
        keys=pl.concat([keys, year.keys.with_columns(pl.lit(YEAR_BEFORE).alias(WINDOW))]),
        values=np.concatenate([cells.values, year.values]),
        matrix=whole_matrix(sparse.block_diag([cells.matrix, year.matrix], format="csr")),
        kind=np.concatenate([cells.kind, np.full(more, HIDDEN)]),
        place=np.concatenate([cells.place, np.where(known, ALREADY_OUT, NEVER_SHOWN)]),
        level=np.concatenate([cells.level, year.level]),
        weight=np.concatenate([cells.weight, year.weight]),
        required=np.concatenate([cells.required, np.zeros(more, dtype=np.bool_)]),
        signed=np.concatenate([cells.signed, year.signed]),
        implied=np.concatenate([cells.implied, year.implied]),
        limits=Limits(
            matrix=real_matrix(sparse.hstack([limits.matrix, pad], format="csr")),
            lowest=limits.lowest,
            highest=limits.highest,
        ),
    )
    few = few_people(year.values, people, minimum=minimum)
    small = together([small_count(year.values, minimum=minimum), few])
    hidden = Sensitive(
        cells=small.cells & ~known,
        lowest=np.where(known, np.inf, small.lowest),
        highest=np.where(known, -np.inf, small.highest),
        others=np.where(known, 0.0, small.others),
        rule=np.where(known, "", small.rule),
    )
    return made, together([_spread(present, 0, size + more), _spread(hidden, size, size + more)])


def _spread(found: Sensitive, start: int, size: int) -> Sensitive:
    flags, others = np.zeros(size, dtype=np.bool_), np.zeros(size)
    lowest, highest = np.full(size, np.inf), np.full(size, -np.inf)
    here = slice(start, start + found.cells.size)
    flags[here], others[here] = found.cells, found.others
    lowest[here], highest[here] = found.lowest, found.highest
    made = sensitive(flags, lowest=lowest, highest=highest, others=others, rule="")
    rule = np.full(size, "", dtype=found.rule.dtype)
    rule[here] = found.rule
    return Sensitive(
        cells=made.cells,
        lowest=made.lowest,
        highest=made.highest,
        others=made.others,
        rule=rule,
    )
