"""What everybody may read of a release, and what the noise on it has cost."""
