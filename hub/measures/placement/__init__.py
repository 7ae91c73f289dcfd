"""Where a person is counted: practice of record, payer of record, and strata."""
