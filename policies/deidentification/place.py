"""Where a text stands, which decides the identifiers that are looked for in it."""

from enum import StrEnum


class Place(StrEnum):
    """What kind of column holds a text."""

    PERSON = "token of a person"
    RECORD = "key of a record of a person"
    KEY = "key of a practice or clinician"
    CODE = "code of a system without a shape"
    LOCAL = "code of a system that nobody knows"
    SYSTEM = "name of a system that nobody knows"
    TEXT = "short text"


# A word tells what the number behind it is, wherever somebody may write words.
OF_WORDS = frozenset(Place) - {Place.KEY}
