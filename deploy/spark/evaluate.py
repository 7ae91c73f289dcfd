"""`hub evaluate` as a job of Spark: see deploy/spark/README.md.

spark-submit --properties-file deploy/spark/spark.conf deploy/spark/evaluate.py
    CMS2,HUB-FUM FOLDER --from 2026-01-01 --to 2026-12-31 --json
"""

import sys

from pyspark.sql import SparkSession

from hub.cli import main

if __name__ == "__main__":
    # Made from what spark-submit was given; the command then finds it.
    SparkSession.builder.appName("measures").getOrCreate()
    sys.exit(main(["evaluate", *sys.argv[1:], "--engine", "spark"]))
