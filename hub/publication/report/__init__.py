"""The reports of a release: one document for each audience, and its lines as CSV."""
