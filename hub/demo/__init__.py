"""The synthetic region: people, practices, payers and programs that never were, from one seed."""
