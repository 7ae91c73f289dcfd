"""Label records and say which codes gave each label.

Exit status 0: done; 2: nothing of a file or folder can be read. Records that cannot be read have no
labels, and files in a folder that are of no known format have none: standard error tells of them.
"""

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import polars as pl

from adapters.formats import NAMES, UnknownFormat
from adapters.inputs import read_inputs
from hub.commands.home_records import tell_left_out
from hub.commands.usage import Unreadable, require_open
from hub.intake.file_names import called
from hub.intake.labelled_records import labelled_records
from policies.labelling.code_list import CodeLists, UnknownList, catalogue, code_lists, usual_lists
from policies.labelling.label import MODES
from policies.labelling.program_registry import (
    NOBODY_KNOWN,
    REGISTER,
    ProgramRegistry,
    program_registry,
)
from schemas.batch import Batch
from schemas.fault import FAULTS
from schemas.problem import Problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of `hub label`."""
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="files and folders")
    parser.add_argument("--format", help="format of the input; default: told by its content")
    usual = ", ".join(name for name, about in catalogue().items() if about["usual"])
    parser.add_argument("--lists", metavar="NAME[,NAME...]", help=f"code lists; default: {usual}")
    parser.add_argument(
        "--mode",
        choices=MODES,
        default=MODES[0],
        help="strict: whatever is coded for substance use counts as a program's",
    )
    parser.add_argument(
        "--registry",
        type=Path,
        metavar="FILE",
        help=f"CSV of programs and attested non-programs: {', '.join(REGISTER)}",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Print the labels of every record; 0 done."""
    require_open(arguments.files)
    lists = _lists(arguments.lists)
    registry = _registry(arguments.registry)
    records = _records(arguments, lists, registry)
    if arguments.json:
        document = {"list_version": lists.version, "records": list(records)}
        sys.stdout.write(json.dumps(document) + "\n")
        return 0
    sys.stdout.write(f"lists: {lists.version}\n")
    for record in records:
        told = sorted({label["label"] for label in record["labels"]})  # type: ignore[attr-defined]
        sys.stdout.write(
            f"{record['file']} {record['position']} {record['id']}: {record['provenance']}"
            f" {' '.join(told)}\n"
        )
    return 0


def _records(
    arguments: argparse.Namespace, lists: CodeLists, registry: ProgramRegistry
) -> Iterator[dict[str, object]]:
    for path in arguments.files:
        files: list[str] = []
        read = _Read()
        try:
            batches = read.noted(read_inputs([path], arguments.format), files)
            for record in labelled_records(batches, lists, registry, arguments.mode):
                inside = called(str(record["file"]), path, files)
                yield record | {"file": f"{path}/{inside}" if inside else str(path)}
        except UnknownFormat:
            known = f"known: {', '.join(NAMES)}"
            raise _unreadable("unknown-format", "there is no format of that name", known) from None
        except OSError:
            raise _unreadable("unreadable-input", "an input cannot be opened") from None
        if read.nothing:
            if read.left_out.height > 1:
                tell_left_out(read.left_out, "label")
            first = read.left_out.row(0, named=True)
            raise _unreadable(
                first["rule"], "a file holds nothing that can be read", first["remedy"]
            )
        tell_left_out(read.left_out, "label")


class _Read:
    """What came of a file: whether any record did, and the faults of those that were left out."""

    def __init__(self) -> None:
        self._rows = 0
        self._faults = [pl.DataFrame(schema=FAULTS)]

    def noted(self, batches: Iterable[Batch], files: list[str]) -> Iterator[Batch]:
        """Yield the batches, and note what they hold; the names of the files go to `files`."""
        for batch in batches:
            if batch.file not in files:
                files.append(batch.file)
            self._rows += batch.height
            self._faults.append(batch.faults.filter(severity="error"))
            yield batch

    @property
    def left_out(self) -> pl.DataFrame:
        """The faults of what was left out."""
        return pl.concat(self._faults)

    @property
    def nothing(self) -> bool:
        """Whether everything was left out."""
        return not self._rows and not self.left_out.is_empty()


def _lists(names: str | None) -> CodeLists:
    if names is None:
        return usual_lists()
    try:
        return code_lists(name.strip() for name in names.split(","))
    except UnknownList as failure:
        known = f"known: {', '.join(catalogue())}"
        raise _unreadable("unknown-list", str(failure), known) from None


def _registry(path: Path | None) -> ProgramRegistry:
    if path is None:
        return NOBODY_KNOWN
    try:
        register = pl.read_csv(path, schema_overrides=REGISTER)
    except (OSError, pl.exceptions.PolarsError):
        raise _unreadable("registry", "the registry cannot be read as CSV") from None
    if not set(register.columns) <= set(REGISTER) or "part2" not in register.columns:
        raise _unreadable("registry", "the registry has other columns", ", ".join(REGISTER))
    return program_registry(register)


def _unreadable(kind: str, title: str, detail: str = "") -> Unreadable:
    return Unreadable(Problem(type=kind, title=title, detail=detail))
