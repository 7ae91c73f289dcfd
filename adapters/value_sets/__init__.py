"""Value sets: FHIR ValueSets, exports of VSAC, and the project's own CSV, as listed sets."""
