"""The way of a submission: prepared, received, taken in, answered by a receipt, withdrawn."""
