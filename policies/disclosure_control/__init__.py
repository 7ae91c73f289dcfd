"""Disclosure control: which counts may be shown, so that nobody can work out the others."""
