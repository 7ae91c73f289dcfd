"""What crosses the wire: one file for each resource of the API."""
