"""Public pages: how every number is made."""
