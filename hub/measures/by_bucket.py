"""Measures of a snapshot, some buckets of persons at a time: memory for these and no more."""

from collections.abc import Iterator, Mapping, Sequence

import polars as pl
import pyarrow as pa

from hub.measures.engine import Limits, evaluate
from hub.measures.lineage import columns_read
from hub.measures.measure import Measure
from hub.measures.value_sets import ValueSet
from hub.vault.bucket import BUCKETS
from hub.vault.snapshot import OpenSnapshot
from schemas.period import Period


def evaluate_by_bucket(
    opened: OpenSnapshot,
    measures: Sequence[Measure],
    period: Period,
    value_sets: Mapping[str, Mapping[str, ValueSet]],
    *,
    parts: int,
    limits: Limits | None = None,
) -> Iterator[dict[str, pl.DataFrame]]:
    """Yield the results of `evaluate` for the persons of one part after the other.

    Every record of a person is in the same part, whoever sent it, so the parts together are what
    all persons at once give. Whoever keeps the results of a part, keeps its persons in memory.
    Stopped where the lease is lost, Unreadable where a file is broken.
    """
    columns: dict[str, frozenset[str]] = {}
    for measure in measures:
        for table, names in columns_read(measure).items():
            columns[table] = columns.get(table, frozenset()) | names
    for number in range(parts):
        buckets = range(number * BUCKETS // parts, (number + 1) * BUCKETS // parts)
        # Loaded within the call: the rows of one part are gone before those of the next come.
        yield evaluate(
            measures,
            opened.load_together(columns, buckets=buckets),
            period,
            value_sets,
            limits=limits,
        )
        # Else what Arrow keeps for itself adds up with what the SQL of the next part takes.
        pa.default_memory_pool().release_unused()
