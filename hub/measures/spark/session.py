"""A session of Spark on this machine alone, made as the engine needs it."""

import sys
from collections.abc import Mapping

from pyspark.sql import SparkSession

from hub.measures.spark.engine import NEEDED

# One process, reached by nobody else.
ALONE = {
    "spark.master": "local[*]",
    "spark.driver.host": "localhost",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
}


def local_session(settings: Mapping[str, str] | None = None) -> SparkSession:
    """Return a session whose workers are this machine's; `settings` go before those of ALONE.

    Where a session is there already, as in a job that was submitted to a cluster, it is that one.
    """
    if active := SparkSession.getActiveSession():
        return active
    builder = SparkSession.builder.appName("measures")
    for name, value in {**ALONE, **(settings or {}), **NEEDED}.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    # Workers run the very Python that asks, with the packages that it has.
    session.sparkContext.pythonExec = sys.executable
    return session
