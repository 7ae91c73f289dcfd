"""Print every setting of the hub, its default and what it means."""

from argparse import ArgumentParser, Namespace
from dataclasses import Field, fields
from typing import Any

from hub.config import Settings

HEADING = (
    "# Settings",
    "",
    "The hub reads its settings from the environment once, when a process starts, and refuses to",
    "start where one is wrong, unknown or missing, naming all of them. No secret has a default;",
    "no secret is a value: a setting names the file that holds it. `hub keys FOLDER` makes the",
    "files. This page is generated: `hub settings > docs/configuration.md`.",
    "",
    "| name | default | what it means |",
    "| --- | --- | --- |",
)


def add_arguments(parser: ArgumentParser) -> None:
    """The command takes no arguments."""
    parser.epilog = "The page docs/configuration.md is what this command prints."


def run(_options: Namespace) -> int:
    """Print the page."""
    print(configuration_page(), end="")
    return 0


def configuration_page() -> str:
    """Return docs/configuration.md."""
    rows = [
        f"| `{each.metadata['name']}` | {_default(each)} | {each.metadata['means']} |"
        for each in fields(Settings)
    ]
    return "\n".join([*HEADING, *rows, ""])


def _default(each: "Field[Any]") -> str:
    if each.default is None:
        return ""
    if isinstance(each.default, bool):
        return "`yes`" if each.default else "`no`"
    return f"`{each.default}`"
