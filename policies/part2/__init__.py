"""42 CFR Part 2: records of federally assisted substance use programs."""
