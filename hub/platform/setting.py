"""A setting: its name in the environment, what it means, and what its text must be."""

from collections.abc import Callable
from dataclasses import field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit


class Wrong(Exception):
    """What the text of a setting should have been."""


def text(value: str) -> str:
    """Any text."""
    return value


def path(value: str) -> Path:
    """A file or a folder."""
    return Path(value)


def flag(value: str) -> bool:
    """Yes or no."""
    if value not in {"yes", "no"}:
        raise Wrong("yes or no")
    return value == "yes"


def whole(least: int, most: int) -> Callable[[str], int]:
    """A whole number within bounds, inclusive."""

    def parse(value: str) -> int:
        if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
            raise Wrong(f"a whole number from {least} to {most}")
        return int(value)

    return parse


def choice(*choices: str) -> Callable[[str], str]:
    """One of a few words."""

    def parse(value: str) -> str:
        if value not in choices:
            raise Wrong(f"one of {', '.join(choices)}")
        return value

    return parse


def names(value: str) -> tuple[str, ...]:
    """Names, separated by commas."""
    found = tuple(name.strip() for name in value.split(","))
    if not all(found):
        raise Wrong("names, separated by commas")
    return found


def web_address(value: str) -> str:
    """The origin of a site: https, or this machine; no path."""
    parts = urlsplit(value)
    local = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise Wrong("an address that begins with https:// (http:// for this machine alone)")
    if parts.path or parts.query or parts.fragment:
        raise Wrong("an address without a path, and without a slash at its end")
    return value


def database(value: str) -> str:
    """A database that the hub can use."""
    if not value.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise Wrong("an address that begins with sqlite:/// or postgresql+psycopg://")
    return value


def setting(
    name: str, means: str, *, parse: Callable[[str], Any] = text, default: Any = None
) -> Any:
    """Return the field of a setting: its name in the environment, and what it means."""
    return field(default=default, metadata={"name": name, "means": means, "parse": parse})
