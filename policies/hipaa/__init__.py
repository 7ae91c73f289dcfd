"""45 CFR Parts 160 and 164: the HIPAA privacy rule."""
