"""The gate: what a submission may hold of a person, by the basis on which it is de-identified."""
