"""Agreements from their draft to their end: terms, text, signatures, holds, and what is missing."""
