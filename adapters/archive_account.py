"""What is unpacked of one source, held to bounds, and the faults of its archives."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import MappingProxyType

from schemas.fault import Fault
from schemas.record import record

Tell = Callable[[Fault], None]

# Until so much is unpacked no ratio is judged: small texts pack well.
FREE = 2**20

REMEDIES = MappingProxyType(
    {
        "archive-depth": "pack the files once, not an archive inside of an archive",
        "archive-empty": "put the files into the archive",
        "archive-encrypted": "send the archive without a password: the hub encrypts what it gets",
        "archive-in-archive": "put the files themselves into the zip, not another zip",
        "archive-member-name": "name each file in the zip by its place in the zip",
        "archive-members": "send fewer files in one zip",
        "archive-method": "pack the zip with deflate",
        "archive-not-seekable": "send the file itself, or packed as gz",
        "archive-ratio": "send the file itself: it unpacks to more than an archive may",
        "archive-too-large": "send less in one archive",
        "broken-archive": "pack the archive again: it is damaged or cut short",
    }
)


@record
class Limits:
    """How far an archive may go.

    `ratio` unpacked bytes for each packed one, `depth` archives inside one another, `bytes`
    unpacked in all, `members` of a zip.
    """

    ratio: int
    depth: int
    bytes: int
    members: int


@dataclass
class Account:
    """What was unpacked so far: the furthest byte of each stream, and their sum.

    `packed` is how many packed bytes that came from; `over` that a bound was reached.
    """

    limits: Limits
    tell: Tell
    packed: int = 0
    total: int = 0
    over: bool = False
    furthest: dict[str, int] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    def reach(self, stream: str, byte: int) -> str | None:
        """Note how far a stream was read; return the rule that is broken by it, if one is."""
        further = byte - self.furthest.get(stream, 0)
        if further > 0:
            self.furthest[stream] = byte
            self.total += further
        if self.total > self.limits.bytes:
            self.over = True
            return "archive-too-large"
        if self.total > max(FREE, self.limits.ratio * self.packed):
            self.over = True
            return "archive-ratio"
        return None

    def refuse(self, rule: str, file: str) -> None:
        """Tell what is wrong with an archive or a file of it, once for each file."""
        if file not in self.refused:
            self.refused.add(file)
            self.tell(Fault(rule=rule, remedy=REMEDIES[rule], file=file))
