"""State law: a folder for each state whose statutes somebody wrote down as rules."""
