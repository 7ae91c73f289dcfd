"""An event: what was done, by whom, to what, under which facts; never a value of a person."""

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from schemas.record import record
from schemas.shape import Shape

# What an event may say beyond its name, actor, subject and participant. A fact that is missing
# here is added here, with the narrowest shape that holds it: that is the review it needs.
FACTS: Mapping[str, Shape] = MappingProxyType(
    {
        "agreement": Shape.ID,
        "attempts": Shape.WHOLE,
        "basis": Shape.WORD,
        "bytes": Shape.WHOLE,
        "cells": Shape.WHOLE,
        "client": Shape.ID,
        "faults": Shape.WHOLE,
        "first": Shape.WHOLE,
        "from_state": Shape.WORD,
        "hash": Shape.DIGEST,
        "job": Shape.WORD,
        "key": Shape.KEY,
        "last": Shape.WHOLE,
        "number": Shape.WHOLE,
        "purpose": Shape.WORD,
        "reason": Shape.WORD,
        "recipient": Shape.ID,
        "release": Shape.ID,
        "role": Shape.WORD,
        "rows": Shape.WHOLE,
        "rule": Shape.WORD,
        "scope": Shape.SCOPE,
        "snapshot": Shape.ID,
        "submission": Shape.ID,
        "table": Shape.WORD,
        "to_state": Shape.WORD,
        "until": Shape.INSTANT,
        "version": Shape.WHOLE,
        "worker": Shape.WORD,
    }
)

Fact = str | int | bool


class Unfit(Exception):
    """An event that says more than an event may; names the fact, never its value."""


@record
class Event:
    """`name` is noun-participle (`consent-revoked`); `participant` is whom it concerns."""

    name: str
    actor: str = ""
    subject: str = ""
    participant: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


def check(event: Event) -> None:
    """Raise Unfit unless each part of the event has the shape that it may have."""
    if not Shape.WORD.fits(event.name):
        raise Unfit("the name of an event is a few words in small letters, joined by hyphens")
    for part in ("actor", "subject", "participant"):
        value = getattr(event, part)
        if value and not Shape.ID.fits(value):
            raise Unfit(f"the {part} of {event.name} is no id")
    for name, value in event.facts.items():
        if name not in FACTS:
            raise Unfit(f"{event.name} tells a fact that no event may tell")
        if not FACTS[name].fits(value):
            raise Unfit(f"the fact {name} of {event.name} is no {FACTS[name].name.lower()}")
