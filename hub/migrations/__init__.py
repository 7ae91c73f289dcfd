"""The migrations of the operational database, from the first table on."""
