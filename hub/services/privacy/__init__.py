"""What a privacy officer answers for: disclosures, breaches, wishes of patients, programs."""
