"""Disclosure control of tables in files: reading, protecting, and writing what may go out."""
