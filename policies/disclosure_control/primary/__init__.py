"""Primary rules: which cells must not be shown for what they are themselves, one rule a file."""
