"""What happens to a submission between its upload and the vault: one run, and no database."""
