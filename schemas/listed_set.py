"""A value set as it is handed in: its OID, title and version, and its codes."""

from schemas.record import record


@record
class ListedSet:
    """A value set of a file; `codes` are (system, code) as written, each once.

    `complete` says whether the file holds all of its codes, as far as the file tells.
    """

    oid: str
    title: str
    version: str
    codes: tuple[tuple[str, str], ...]
    complete: bool
