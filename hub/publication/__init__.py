"""Benchmarks, statistics, the release and the reports."""
