"""One use case, one file: gather, decide, act, tell."""
