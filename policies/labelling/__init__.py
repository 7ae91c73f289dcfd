"""Two labels for every record: its provenance under 42 CFR Part 2, and how sensitive it is."""
