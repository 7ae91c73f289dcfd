"""What is kept no longer: records destroyed, remains swept, a restored backup settled."""
