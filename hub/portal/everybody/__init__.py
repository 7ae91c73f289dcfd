"""The pages for whoever takes no part: what releases tell the public."""
