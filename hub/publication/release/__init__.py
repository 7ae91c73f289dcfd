"""The release as files: manifest, signature, and what each audience downloads."""
