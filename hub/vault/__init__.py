"""The encrypted columnar store: one key for each submission."""
