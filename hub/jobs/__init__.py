"""One file for each timed task."""
