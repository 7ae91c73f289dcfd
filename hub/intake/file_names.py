"""What a file inside of a folder or an archive is called where it is told of."""

import re
from collections.abc import Sequence
from pathlib import Path

from schemas.records import TABLES

# The name of a table tells nothing of a person; any other name may be a person's own.
TELLING = re.compile(rf"({'|'.join(TABLES)})(\.[a-z]{{2,6}}){{1,2}}")


def called(file: str, path: Path, files: Sequence[str]) -> str:
    """Return the name under which `file`, one of `files` inside of `path`, may be told of.

    Empty for `path` itself. Members of an archive come with names that tell nothing; a file of a
    folder is called by its number unless its name is that of a table.
    """
    # A member of an archive comes without the first / of the path.
    inside = file.strip("/").removeprefix(str(path).strip("/")).strip("/")
    if not inside or not path.is_dir() or TELLING.fullmatch(inside):
        return inside
    return f"file {files.index(file) + 1}" if file in files else "file 0"
