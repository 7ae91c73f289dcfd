"""The engine on Spark: the same measures, the same answers, rows read and encoded by workers.

Spark writes what it shuffles to the disks of its workers, so a session that does not encrypt that
is refused. Nothing is cached but in memory.
"""

from collections.abc import Mapping, Sequence

import polars as pl
from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.pandas.types import from_arrow_schema

from hub.measures.engine import shaped
from hub.measures.lineage import columns_used
from hub.measures.measure import Measure
from hub.measures.membership import bits_of
from hub.measures.spark.carried import carried
from hub.measures.spark.parts import Part, once, reading
from hub.measures.value_sets import ValueSet
from schemas.period import Period

# What a session must be made with: see deploy/spark.md.
NEEDED = {
    "spark.sql.session.timeZone": "UTC",
    "spark.io.encryption.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}


class WrongSession(ValueError):
    """The session lacks a setting without which rows lie in clear, or days shift."""


def evaluate_on_spark(
    session: SparkSession,
    measures: Sequence[Measure],
    parts: Mapping[str, Sequence[Part]],
    period: Period,
    value_sets: Mapping[str, Mapping[str, ValueSet]],
) -> dict[str, pl.DataFrame]:
    """Return the result of each measure by identifier, as hub.measures.engine.evaluate does.

    `parts` holds the parts of each record table by name; a table that is missing is empty. Raises
    WrongSession where the session is not made as NEEDED says.
    """
    _check(session)
    return {
        measure.identifier: shaped(
            _answer(session, measure, parts, period, value_sets[measure.identifier]), measure
        )
        for measure in measures
    }


def _check(session: SparkSession) -> None:
    held = session.sparkContext.getConf()
    for name, value in NEEDED.items():
        if (held.get(name) or "").lower() != value.lower():
            raise WrongSession(f"the session needs {name}={value}")


def _answer(
    session: SparkSession,
    measure: Measure,
    parts: Mapping[str, Sequence[Part]],
    period: Period,
    sets: Mapping[str, ValueSet],
) -> pl.DataFrame:
    views: list[DataFrame] = []
    try:
        for name in columns_used(measure):
            table = _table(session, measure, name, parts.get(name, ()), sets)
            views.append(_viewed(table, name, kept=True))
        *criteria, result = carried(measure, period, bits_of(sets))
        for step in criteria:
            views.append(_viewed(session.sql(step.sql), step.name, kept=step.used > 1))
        found = session.sql(result.sql).toArrow()
    finally:
        for view in views:
            view.unpersist()
    return pl.DataFrame(pl.from_arrow(found))


def _viewed(rows: DataFrame, name: str, *, kept: bool) -> DataFrame:
    """Give the rows a name for later queries; keep in memory what more than one of them reads."""
    if kept:
        rows = rows.persist(StorageLevel.MEMORY_ONLY)
    rows.createOrReplaceTempView(name)
    return rows


def _table(
    session: SparkSession,
    measure: Measure,
    name: str,
    parts: Sequence[Part],
    sets: Mapping[str, ValueSet],
) -> DataFrame:
    columns, read = reading(measure, name, parts, sets)
    schema = from_arrow_schema(columns)
    numbers = session.range(0, len(parts), 1, max(len(parts), 1))
    rows = numbers.mapInArrow(read, schema)
    if name != "person":
        return rows
    return rows.repartition("person").mapInArrow(once, schema)
