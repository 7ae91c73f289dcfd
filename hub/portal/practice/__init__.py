"""Pages of a practice: its measures among its peers."""
