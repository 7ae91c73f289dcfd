"""The measures on Spark: the same files, carried over, on rows that the workers read themselves."""
