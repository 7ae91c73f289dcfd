"""Statistics of benchmarks: one method a file, each with its formula and its source."""
