"""Illinois: mental health records, HIV test results, and who consents for a minor."""

STATE = "IL"
