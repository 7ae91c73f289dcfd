"""Pages of the privacy officer: what was withheld, and what an attacker could work out."""
