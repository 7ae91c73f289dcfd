"""The kinds of field: a text, codes, a word, a time, a number, a key, a reference, a supply."""
