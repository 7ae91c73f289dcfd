"""FHIR R4 as NDJSON, as a Bundle, as one resource, and as a folder of resources."""
