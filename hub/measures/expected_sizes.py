"""How many codes each set of the official measures has, so that a short one is seen."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from hub.measures.value_sets import OWN, ValueSet
from schemas.record import record

TABLE = OWN / "expected_sizes.csv"


@record
class Expected:
    """The version of a set that a measure's version names, and how many codes it has."""

    version: str
    codes: int


@cache
def expected_sizes() -> Mapping[tuple[str, str], Expected]:
    """Return what is expected by measure and OID."""
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return {
            (row["measure"], row["oid"]): Expected(version=row["version"], codes=int(row["codes"]))
            for row in csv.DictReader(stream)
        }


def shortfalls(owner: str, sets: Iterable[ValueSet]) -> Iterator[str]:
    """Yield, in words, each set of a measure's own that has fewer codes than it should."""
    for value_set in sorted(sets, key=lambda one: one.title):
        expected = expected_sizes().get((owner, value_set.oid))
        if expected and len(value_set.codes) < expected.codes:
            yield (
                f"{owner}: the value set {value_set.title} ({value_set.oid}) has"
                f" {len(value_set.codes)} codes, {expected.codes} are expected"
            )
