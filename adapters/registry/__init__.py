"""What practices and plans type or export themselves: scores, contacts, counts, rosters."""
