"""What the two claim resources have in common: ExplanationOfBenefit and Claim."""
