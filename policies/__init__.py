"""The rules: pure functions from facts to decisions, one file each."""
