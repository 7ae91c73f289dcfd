"""The public tier: counts with noise under differential privacy, and how accurate they are."""
