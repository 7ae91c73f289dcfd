"""Pages before and around the sign-in: sign in, sign out, the home of each audience."""
