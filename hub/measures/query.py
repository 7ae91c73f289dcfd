"""A query: what runs on an engine, be it of a measure or of a rule that places persons."""

from typing import Protocol

from schemas.record import record


@record
class NamedSet:
    """A value set that a measure reads, by title and OID: titles alone may clash.

    `owner` is the name with which the file of the set begins: the measure's identifier, where the
    header gives no other after a bar.
    """

    title: str
    oid: str
    owner: str


@record
class DirectCode:
    """A code that the measure names itself; several of one name are alternatives."""

    name: str
    system: str
    code: str


class Query(Protocol):
    """What runs on the engine: SQL, what it needs, and the sets that it asks for."""

    @property
    def identifier(self) -> str:
        """The name with which the files of its value sets begin."""
        ...

    @property
    def dates_needed(self) -> str:
        """The coarsest precision of dates that it can be computed from."""
        ...

    @property
    def value_sets(self) -> tuple[NamedSet, ...]:
        """The value sets that it names."""
        ...

    @property
    def codes(self) -> tuple[DirectCode, ...]:
        """The codes that it names itself."""
        ...

    @property
    def sql(self) -> str:
        """The text of its file."""
        ...
