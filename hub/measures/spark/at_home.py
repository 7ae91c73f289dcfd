"""Measures over files on Spark: on this machine, or on the cluster that a job was submitted to."""

import shutil
from collections.abc import Mapping, Sequence
from importlib.util import find_spec

import polars as pl
import pyarrow as pa

from hub.measures.measure import Measure
from hub.measures.tables import Frame, Rows
from hub.measures.value_sets import ValueSet
from schemas.period import Period


def missing_for_spark() -> str | None:
    """Return what is not installed here that Spark needs, in words; None where all is there."""
    if find_spec("pyspark") is None:
        return "install the extra `spark` of this project"
    if shutil.which("java") is None:
        return "install Java 17 or later"
    return None


def evaluate_at_home(
    measures: Sequence[Measure],
    tables: Mapping[str, Rows],
    period: Period,
    value_sets: Mapping[str, Mapping[str, ValueSet]],
) -> dict[str, pl.DataFrame]:
    """Return the result of each measure by identifier, as hub.measures.engine.evaluate does."""
    # Only who asks for Spark needs it.
    from hub.measures.spark.engine import evaluate_on_spark
    from hub.measures.spark.parts import HeldPart
    from hub.measures.spark.session import local_session

    parts = {
        name: [HeldPart(rows=_arrow(frame)) for frame in _frames(rows)]
        for name, rows in tables.items()
    }
    return evaluate_on_spark(local_session(), measures, parts, period, value_sets)


def _frames(rows: Rows) -> Sequence[Frame]:
    return rows if isinstance(rows, Sequence) else [rows]


def _arrow(frame: Frame) -> pa.Table:
    return frame.to_arrow() if isinstance(frame, pl.DataFrame) else frame
