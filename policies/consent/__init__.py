"""Written consents and opt-outs: what they hold, whether they hold, and what they permit."""
