"""Delimited text: one file, one table, a header that names the columns."""
