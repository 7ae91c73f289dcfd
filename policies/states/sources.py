"""Where each rule of a state's law is from, and whether somebody checked it against the text."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from schemas.record import record


@record
class Source:
    """The statute as named, who said what it says, and whether its text was read for the rule."""

    statute: str
    said_by: str
    checked: bool


@cache
def sources_of(package: str) -> Mapping[str, Source]:
    """Return the sources of the rules of a state's folder, by the name of the rule's file."""
    text = files(package).joinpath("sources.toml").read_text(encoding="utf-8")
    return MappingProxyType({name: Source(**held) for name, held in tomllib.loads(text).items()})
