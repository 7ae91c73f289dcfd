"""The tour of the demonstration: one click for each persona."""
