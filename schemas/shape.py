"""The shapes that a text may have where nothing of a person may be written: events and logs.

A text that has none of them is not written. A name, a number of a card, an address, a telephone
number or a date does not have any of these shapes.
"""

import re
from enum import Enum

ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"


class Shape(Enum):
    """What a value looks like; the value of a member is a pattern, or the type of a number."""

    ID = re.compile(f"{ID}|(?={SLUG}$).{{1,40}}")
    WORD = re.compile(r"(?=.{1,40}$)[a-z][a-z0-9]*([-_][a-z0-9]+)*")
    SCOPE = re.compile(r"(?=.{1,64}$)[a-z_]+\.[a-z_]+")
    VERB = re.compile(r"GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT")
    ENDPOINT = re.compile(r"none|(?=.{1,80}$)[a-z][a-z_-]*\.[A-Za-z_]+")
    LOGGER = re.compile(r"(?=.{1,80}$)[a-z_]+(\.[a-z_]+)*")
    CLASS = re.compile(r"(?=.{1,160}$)[a-z_][a-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)+")
    PLACE = re.compile(r"(?=.{1,160}$)[A-Za-z0-9_]+\.(<?[A-Za-z0-9_]+>?):\d+")
    DIGEST = re.compile(r"[0-9a-f]{64}")
    KEY = re.compile(r"[0-9a-f]{16}")
    INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|\+00:00)")
    WHOLE = int
    NUMBER = float
    FLAG = bool

    def fits(self, value: object) -> bool:
        """Tell whether a value has this shape."""
        if isinstance(self.value, re.Pattern):
            return isinstance(value, str) and self.value.fullmatch(value) is not None
        if self is Shape.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        return type(value) is self.value
