"""One use case, one file: gather, decide, act, tell; one folder for each matter."""
