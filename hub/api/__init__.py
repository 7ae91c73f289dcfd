"""One file for each resource: HTTP and nothing else."""
