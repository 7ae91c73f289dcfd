"""The header of a measure file: lines of comment that are data."""

import re

from schemas.record import record

_FIELD = re.compile(r"([a-z][a-z ]*): (.*?)(?=\s{2,}[a-z][a-z ]*: |\s*$)")


@record
class Header:
    """The fields of a header in the order of the file; a field may come more than once."""

    fields: tuple[tuple[str, str], ...]

    def one(self, name: str) -> str:
        """Return the value of a field that comes once; KeyError where it does not."""
        found = self.all(name)
        if len(found) != 1:
            raise KeyError(name)
        return found[0]

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of a field, in order."""
        return tuple(value for field, value in self.fields if field == name)

    def rows(self, name: str) -> tuple[tuple[str, ...], ...]:
        """Return the values of a field whose parts stand between bars."""
        return tuple(tuple(part.strip() for part in value.split(" | ")) for value in self.all(name))


def header_of(sql: str) -> Header:
    """Read the comment lines at the top of a measure file, up to the first other line.

    Several fields may share a line, two spaces apart; a line that continues the field above it
    begins with three spaces after the dashes.
    """
    fields: list[tuple[str, str]] = []
    for line in sql.splitlines():
        if not line.startswith("--"):
            break
        text = line[2:]
        if text.startswith("    ") and fields:
            name, value = fields[-1]
            fields[-1] = name, f"{value} {text.strip()}"
            continue
        fields.extend((found[1], found[2].strip()) for found in _FIELD.finditer(text.strip()))
    return Header(fields=tuple(fields))
