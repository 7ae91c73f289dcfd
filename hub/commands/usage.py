"""Input that a command cannot read, or words that it does not know: exit status 2."""

import os
from collections.abc import Iterable
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from schemas.problem import Problem


class Unreadable(Exception):
    """The command cannot begin: the problem says why, and shows no value of a person."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.title)
        self.problem = problem


def require_open(paths: Iterable[Path]) -> None:
    """Raise Unreadable that names all of these files and folders that cannot be opened, and why."""
    closed = [f"{path}: {why}" for path in paths if (why := _why_closed(path))]
    if closed:
        title = "an input cannot be opened"
        raise Unreadable(Problem(type="unreadable-input", title=title, detail="; ".join(closed)))


def _why_closed(path: Path) -> str | None:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return "there is no such file"
    except OSError:
        return "it cannot be reached"
    if not S_ISREG(mode) and not S_ISDIR(mode):
        # A pipe can be read once; files are looked at before they are read.
        return "it is neither a file nor a folder"
    needed = os.R_OK | os.X_OK if S_ISDIR(mode) else os.R_OK
    return None if os.access(path, needed) else "it may not be read"
