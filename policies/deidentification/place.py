"""Where a text stands, which decides the identifiers that are looked for in it."""

from enum import StrEnum


class Place(StrEnum):
    """What kind of column holds a text."""

    PERSON = "token of a person"
    KEY = "key of a record"
    CODE = "code of a system that nobody knows"
    TEXT = "short text"
