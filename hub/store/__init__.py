"""The operational database: one file for each group of tables, records in and out."""
