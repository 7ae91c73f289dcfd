"""States and transitions, as data: what a thing may become next, and what each state allows."""
