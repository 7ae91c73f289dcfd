"""One format, one file: bytes to record batches and faults, and results to bytes."""
