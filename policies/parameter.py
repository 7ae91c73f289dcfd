"""The numbers and lists that rules use, each with a day from which it holds and a source.

A parameter is one file of `policies/parameters`. A change of the law is a new `[[value]]` with
its day, never an edit of an old one, so that yesterday's decision can be made again.
"""

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files

from schemas.record import record

Number = int | float
Content = Number | str | list[Number] | list[str]


class UnknownParameter(LookupError):
    """No file of `policies/parameters` has this name, or it holds another kind of content."""


class NotYetSet(LookupError):
    """The parameter had no value on that day."""


@record
class Value:
    """What a parameter is from a day on, until the next value."""

    since: date
    content: Content


@record
class Parameter:
    """A dated number or list, what it means, in which unit, and who says so."""

    name: str
    title: str
    unit: str
    source: str
    values: tuple[Value, ...]

    def on(self, day: date) -> Content:
        """Return the value in force on `day`; NotYetSet where there is none yet."""
        held = [value for value in self.values if value.since <= day]
        if not held:
            raise NotYetSet(f"{self.name} has no value on {day.isoformat()}")
        return held[-1].content


def parameter(name: str, *, on: date) -> float:
    """Return the number called `name` as of the day; a whole number comes as an int."""
    content = found(name).on(on)
    if isinstance(content, str | list):
        raise UnknownParameter(f"{name} is not a number")
    return content


def numbers(name: str, *, on: date) -> tuple[float, ...]:
    """Return the list of numbers called `name` as of the day."""
    content = found(name).on(on)
    items = content if isinstance(content, list) else []
    if not isinstance(content, list) or any(isinstance(item, str) for item in items):
        raise UnknownParameter(f"{name} is not a list of numbers")
    return tuple(item for item in items if not isinstance(item, str))


def words(name: str, *, on: date) -> tuple[str, ...]:
    """Return the list of words called `name` as of the day."""
    content = found(name).on(on)
    if not isinstance(content, list):
        raise UnknownParameter(f"{name} is not a list of words")
    return tuple(str(item) for item in content)


def turning_days(*names: str) -> tuple[date, ...]:
    """Return the days on which any of the parameters takes a new value, in order."""
    return tuple(sorted({value.since for name in names for value in found(name).values}))


@cache
def found(name: str) -> Parameter:
    """Return the parameter called `name`; UnknownParameter where there is no such file."""
    place = files("policies.parameters").joinpath(f"{name}.toml")
    if not name.isidentifier() or not place.is_file():
        raise UnknownParameter(f"there is no parameter {name}")
    held = tomllib.loads(place.read_text(encoding="utf-8"))
    values = [Value(since=value["from"], content=value["is"]) for value in held["value"]]
    return Parameter(
        name=name,
        title=held["title"],
        unit=held["unit"],
        source=held["source"],
        values=tuple(sorted(values, key=lambda value: value.since)),
    )


def every_parameter() -> Iterator[Parameter]:
    """Yield each parameter, by name."""
    for place in sorted(files("policies.parameters").iterdir(), key=lambda place: place.name):
        if place.name.endswith(".toml"):
            yield found(place.name.removesuffix(".toml"))
