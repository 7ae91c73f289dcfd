"""Counts of one measure that are a part of a count of another, whatever either is called.

Who left hospital after mental illness and was not admitted again is the denominator of one measure,
and a part of those not met of another, of all behavioral stays. What lies between are stays for
substance use; and where only those not met are told, the part says that they are so many at least.
That one count is a part of another is seen from the persons. Where it is so by chance, more is
protected than is needed.
"""

from collections.abc import Iterator, Sequence
from itertools import permutations

import numpy as np
import polars as pl

from policies.disclosure_control.arrays import Whole
from schemas.record import record

# A part of fewer than one in so many says next to nothing of the whole.
LEAST_PART = 10
# Fewer persons than this are told in no table, and may be a part of much by chance.
FEWEST = 11
# So many persons are looked up first: most pairs are told apart by them.
_SAMPLE = 200


@record
class Counted:
    """Whom a role of a table counts, by a hash of each in ascending order, and how often each.

    Tables of one `family` are compared elsewhere; those of two holders are of other records.
    """

    family: str
    holder: str
    persons: np.ndarray
    often: Whole


def counted(persons: pl.DataFrame, *, family: str, holder: str) -> Counted:
    """Return whom `persons` holds: person, and count."""
    known = persons.select(pl.col("person").hash(seed=1), often=pl.col("count").cast(pl.Int64))
    ordered = known.sort("person")
    return Counted(
        family=family,
        holder=holder,
        persons=ordered["person"].to_numpy(),
        often=ordered["often"].to_numpy(),
    )


def parts_across(sets: Sequence[Counted]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of sets, by number, of which the one is a part of the other.

    Those of two families, where no third set that is compared lies between them.
    """
    pairs = {
        (one, other)
        for one, other in permutations(range(len(sets)), 2)
        if sets[one].holder == sets[other].holder and _part(sets[one], sets[other])
    }
    within: dict[int, set[int]] = {}
    for one, other in pairs:
        within.setdefault(one, set()).add(other)
    for one, other in sorted(pairs):
        between = {n for n in within[one] if other in within.get(n, ())}
        if sets[one].family != sets[other].family and not between - {one, other}:
            yield one, other


def _part(inner: Counted, outer: Counted) -> bool:
    size, whole = inner.persons.size, outer.persons.size
    if size < FEWEST or size > whole or size * LEAST_PART < whole:
        return False
    step = max(1, size // _SAMPLE)
    return all(
        _held(inner.persons[::each], inner.often[::each], outer)
        for each in dict.fromkeys((step, 1))
    )


def _held(persons: np.ndarray, often: Whole, outer: Counted) -> bool:
    place = np.minimum(np.searchsorted(outer.persons, persons), outer.persons.size - 1)
    return bool(np.all((outer.persons[place] == persons) & (outer.often[place] >= often)))
