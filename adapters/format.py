"""A format: how its files are told from others, and how they are read."""

from collections.abc import Callable, Iterator

from adapters.needs import Needs
from adapters.source import Source
from schemas.batch import Batch
from schemas.record import record


@record
class Format:
    """`recognises` judges the first bytes of a file; `read` yields batches and never raises.

    `read_needed` yields what is needed and no more, where the format has a way that costs less.
    """

    name: str
    recognises: Callable[[bytes], bool]
    read: Callable[[Source], Iterator[Batch]]
    read_needed: Callable[[Source, Needs], Iterator[Batch]] | None = None
