"""The files of a folder or of a zip, unpacked, each with how FHIR lies in it."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePath, PurePosixPath

from adapters.archive_account import Limits, Tell
from adapters.fhir import document
from adapters.fhir.blocks import MARK
from adapters.fhir.recognition import Form, form_of
from adapters.source import Source, bytes_source, path_source
from adapters.unpack import LIMITS, unpacked
from schemas.record import record

HEAD = 2**16
PACKED = (b"\x1f\x8b", b"PK\x03\x04")


@record
class Piece:
    """A plain file, the folder that it lies in, and its form; None where it is not FHIR."""

    source: Source
    home: PurePath
    form: Form | None

    def content(self) -> bytes:
        """Return the bytes of the file, as far as a document may reach, and one beyond that.

        A byte order mark before them is none of them.
        """
        with self.source.open() as stream:
            return stream.read(document.LARGEST + 1).removeprefix(MARK)


@record
class Files:
    """Files that are one input: `root` is the folder around them all, `name` what it is called.

    `pieces` gives them in the order of their paths, and tells what is wrong with an archive.
    """

    name: str
    root: PurePath
    pieces: Callable[[Tell], Iterator[Piece]]


def files_of_folder(folder: Path) -> Files:
    """Return the files of a folder and of the folders in it."""
    return Files(name=str(folder), root=folder, pieces=partial(_in_folder, folder))


def files_of_zip(source: Source, limits: Limits = LIMITS) -> Files:
    """Return the files of a zip, each in its folder there."""
    root = PurePosixPath()
    return Files(name=source.name, root=root, pieces=partial(_in_zip, source, limits))


def _in_zip(source: Source, limits: Limits, tell: Tell) -> Iterator[Piece]:
    for member in unpacked(source, tell, limits=limits):
        yield _unpacked_piece(member, within=PurePosixPath())


def _unpacked_piece(source: Source, *, within: PurePath) -> Piece:
    """Return a file of an archive: a zip is a folder, what a gz holds lies where the gz does."""
    inside = PurePosixPath(source.inside)
    with source.open() as stream:
        head = stream.read(HEAD)
    if not source.inside:
        return Piece(source=source, home=within.parent, form=_form(head, within))
    return Piece(source=source, home=within / inside.parent, form=_form(head, inside))


def _in_folder(folder: Path, tell: Tell) -> Iterator[Piece]:
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
            yield _unpacked_piece(source, within=path)


def _form(head: bytes, path: PurePath) -> Form | None:
    """Return the form of a file; in a folder one line alone is a resource of its own."""
    form = form_of(head)
    json = path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix
    alone = b"\n" not in head.strip() and (len(head) < HEAD or json == ".json")
    return Form.DOCUMENT if form is Form.LINES and alone else form
