"""The way of a release: proposed, computed under its lease, approved, published, taken along."""
