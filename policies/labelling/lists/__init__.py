"""The code lists, as published; `lists.toml` says of each where it is from and when it is used."""
