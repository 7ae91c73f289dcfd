"""Standard output and standard error as a command finds them: closed, full, or of few letters."""

import os
import sys
from contextlib import suppress
from io import TextIOWrapper


def open_streams() -> None:
    """Let a command write to either stream: nobody reads what it writes to a closed one.

    A letter that the terminal lacks is written by its number, a name of a file for example.
    """
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def _nowhere() -> TextIOWrapper:
    return open(os.devnull, "w", encoding="utf-8")


def forget_output() -> None:
    """Let go of what still waits for a closed or full standard output; Python would try again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
