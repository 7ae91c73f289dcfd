"""FHIR Consent, R4 and R5, read as the one frozen Consent."""
