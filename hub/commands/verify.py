"""Verify a release offline: signature, hashes, lineage.

RELEASE is the folder or the zip file that was downloaded. Exit status 1 where something is wrong.
"""

import argparse
import json
import sys
import zipfile
from pathlib import Path

from hub.commands.usage import Unreadable, require_open
from hub.platform.key_files import UnusableKey
from hub.platform.signing import Verifier, read_verifier
from hub.publication.release.verify import NotARelease, Verdict, verify
from schemas.problem import Problem

MOST_BYTES = 256 << 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of the command."""
    parser.add_argument("release", type=Path, help="the folder or zip file of the release")
    parser.add_argument("--key", type=Path, help="the hub's public key (PEM) to compare with")
    parser.add_argument("--json", action="store_true", help="one JSON document on standard output")


def run(arguments: argparse.Namespace) -> int:
    """Say whether the release holds."""
    require_open([arguments.release])
    try:
        verdict = verify(_files(arguments.release), _trusted(arguments.key))
    except NotARelease as found:
        raise Unreadable(Problem(type="not-a-release", title=str(found))) from None
    if arguments.json:
        sys.stdout.write(json.dumps(verdict.document()) + "\n")
    else:
        sys.stdout.write("\n".join(_lines(verdict)) + "\n")
    return 1 if verdict.wrong else 0


def _lines(verdict: Verdict) -> list[str]:
    key = f"{'held against' if verdict.wrong else 'signed by'} key {verdict.key}"
    head = f"release {verdict.release}, version {verdict.version}, {key}"
    if verdict.wrong:
        return [head, *(f"wrong: {each}" for each in verdict.wrong)]
    compared = "" if verdict.trusted else "; compare the key with the one that the hub publishes"
    return [head, f"the signature holds and {verdict.files} files are unchanged{compared}"]


def _trusted(path: Path | None) -> Verifier | None:
    if path is None:
        return None
    try:
        return read_verifier(path)
    except UnusableKey as found:
        raise Unreadable(Problem(type="unusable-key", title=f"--key: {found}")) from None


def _files(release: Path) -> dict[str, bytes]:
    try:
        if release.is_dir():
            found = [path for path in sorted(release.rglob("*")) if path.is_file()]
            _bounded(sum(path.stat().st_size for path in found))
            return _unwrapped(
                {path.relative_to(release).as_posix(): path.read_bytes() for path in found}
            )
        with zipfile.ZipFile(release) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _bounded(sum(member.file_size for member in members))
            return _unwrapped({member.filename: archive.read(member) for member in members})
    except (OSError, zipfile.BadZipFile, RuntimeError):
        raise Unreadable(
            Problem(type="unreadable", title="the release is no folder and no zip that can be read")
        ) from None


def _unwrapped(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the files without the one folder that they all lie in, as unpacking may leave them."""
    folders = {name.partition("/")[0] for name in files}
    if len(folders) != 1 or not all("/" in name for name in files):
        return files
    return {name.partition("/")[2]: content for name, content in files.items()}


def _bounded(size: int) -> None:
    if size > MOST_BYTES:
        raise Unreadable(Problem(type="too-large", title="the release is larger than 256 MiB"))
