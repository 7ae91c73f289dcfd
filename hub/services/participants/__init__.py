"""Who takes part and how they sign in: participants, people with roles, machines, sessions."""
