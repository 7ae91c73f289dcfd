"""A participant's side of the wire: sign in, upload, follow to the receipt."""
