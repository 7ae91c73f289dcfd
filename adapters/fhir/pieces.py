"""The files of a folder and of the folders in it, unpacked, each with how FHIR lies in it."""

from collections.abc import Callable, Iterator
from pathlib import Path

from adapters.fhir.recognition import Form, form_of
from adapters.source import Source, bytes_source, path_source
from adapters.unpack import unpacked
from schemas.fault import Fault
from schemas.record import record

HEAD = 2**16
PACKED = (b"\x1f\x8b", b"PK\x03\x04")


@record
class Piece:
    """A plain file, the folder that it lies in, and its form; None where it is not FHIR."""

    source: Source
    home: Path
    form: Form | None

    def content(self) -> bytes:
        """Return all bytes of the file."""
        with self.source.open() as stream:
            return stream.read()


def pieces(folder: Path, tell: Callable[[Fault], None]) -> Iterator[Piece]:
    """Yield the files in the order of their paths; what is wrong with an archive is told.

    A file can be opened until the next one is asked for.
    """
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or not path.is_file():
            continue
        with path.open("rb") as stream:
            head = stream.read(HEAD)
        if not head.startswith(PACKED):
            small = bytes_source(head, str(path)) if len(head) < HEAD else path_source(path)
            yield Piece(source=small, home=path.parent, form=_form(head, path))
            continue
        for source in unpacked(path_source(path), tell):
            with source.open() as stream:
                head = stream.read(HEAD)
            yield Piece(source=source, home=path.parent, form=form_of(head))


def _form(head: bytes, path: Path) -> Form | None:
    """Return the form of a file; in a folder one line alone is a resource of its own."""
    form = form_of(head)
    alone = b"\n" not in head.strip() and (len(head) < HEAD or path.suffix == ".json")
    return Form.DOCUMENT if form is Form.LINES and alone else form
