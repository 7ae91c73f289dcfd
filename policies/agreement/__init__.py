"""Agreements: who signed what, for how long, for which purposes and data."""
