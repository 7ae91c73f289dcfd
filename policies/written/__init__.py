"""Requests and agreements as JSON: read into facts, with everything wrong named at once."""
