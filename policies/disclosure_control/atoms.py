"""Hidden atoms: categories that share persons do not add up, but the sets of categories do.

A person of two races, or of two payers whose tokens do not link, counts in two categories and once
in the total. To write "total = sum of categories" would be false, and an audit of it worth
nothing. So there is one hidden column for every set of categories that a person may be in:
category = sum of the atoms that contain it, total = sum of all atoms.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Matrix
from policies.disclosure_control.dimension import TOTAL_NAME
from policies.disclosure_control.matrices import from_entries
from policies.disclosure_control.system import FREE, HIDDEN, NEVER_SHOWN, TOTAL, System, system


def overlapping(
    persons: Mapping[frozenset[str], int], *, column: str, at: Mapping[str, str]
) -> System:
    """Return the categories of `column`, their total, and the atoms, for one place `at`.

    `persons` counts each person once, under the set of its categories. Atoms are keyed by their
    categories joined with " + " and are never shown; join the result to other tables of the place.
    """
    sets = sorted(persons, key=sorted)
    names = sorted({name for held in sets for name in held})
    nodes = [*names, TOTAL_NAME, *("{" + " + ".join(sorted(held)) + "}" for held in sets)]
    counts = [persons[held] for held in sets]
    shown = [sum(n for held, n in persons.items() if name in held) for name in names]
    visible = len(names) + 1
    keys = pl.DataFrame({column: nodes}).with_columns(
        pl.lit(value).alias(name) for name, value in at.items()
    )
    return system(
        keys=keys,
        values=np.array([*shown, sum(counts), *counts], dtype=np.int64),
        matrix=_sums(names, sets),
        kind=np.array([TOTAL] * visible + [HIDDEN] * len(sets)),
        place=np.array([FREE] * visible + [NEVER_SHOWN] * len(sets), dtype=np.int64),
        level=np.array([0] * len(names) + [1] + [0] * len(sets), dtype=np.int64),
    )


def _sums(names: list[str], sets: list[frozenset[str]]) -> Matrix:
    rows, columns, values = [], [], []
    for row, name in enumerate([*names, TOTAL_NAME]):
        members = [n for n, held in enumerate(sets) if name == TOTAL_NAME or name in held]
        rows += [row] * (len(members) + 1)
        columns += [row, *(len(names) + 1 + member for member in members)]
        values += [-1] + [1] * len(members)
    return from_entries(
        np.array(rows, dtype=np.int64),
        np.array(columns, dtype=np.int64),
        np.array(values, dtype=np.int64),
        shape=(len(names) + 1, len(names) + 1 + len(sets)),
    )
