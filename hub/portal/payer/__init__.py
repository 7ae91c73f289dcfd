"""Pages of whoever hands in files: submissions, faults, receipts, the own agreement."""
