"""The templates of agreements, and the terms that each begins with."""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from hub.services.house import HUB
from hub.services.refusal import Refused
from hub.store.participants import Participant
from schemas.agreement_terms import AgreementTerms
from schemas.record import record


@record
class Template:
    """What a draft begins with: a kind of paper, a basis, and the usual choices."""

    name: str
    title: str
    about: str
    instrument: str
    kinds: tuple[str, ...]
    years: int
    basis: str
    linkage: str
    capacities: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    data_classes: tuple[str, ...] = ()


@cache
def templates() -> Mapping[str, Template]:
    """Return every template by name, in the order of the file."""
    text = files("hub.services.agreements").joinpath("templates.toml").read_text("utf-8")
    return {name: _template(name, held) for name, held in tomllib.loads(text).items()}


def template_named(name: str) -> Template:
    """Return a template; Refused where there is none of this name."""
    found = templates().get(name)
    if found is None:
        raise Refused(rule="no-template", text="there is no such template", status=404)
    return found


def terms_from(
    template: Template, parties: tuple[Participant, ...], *, today: date
) -> AgreementTerms:
    """Return the terms of a template between these parties and the hub, from today on.

    A data use agreement has one contributor, the first party; in any other paper all are members.
    """
    flows = template.instrument == "DUA"
    part = "contributor" if flows else "member"
    program = any(each.capacity == "part2-program" for each in parties)
    capacities = (*template.capacities, "program") if program and flows else template.capacities
    return AgreementTerms(
        parties=tuple(sorted({HUB: "recipient", **{each.id: part for each in parties}}.items())),
        capacities=capacities,
        purposes=template.purposes,
        data_classes=template.data_classes,
        basis=template.basis,
        recipients=(HUB,) if flows else (),
        effective=today,
        expires=years_later(today, template.years),
        linkage=template.linkage,
        state=next((each.state for each in parties if each.state), ""),
        instrument=template.instrument,
    )


def _template(name: str, held: dict[str, Any]) -> Template:
    facts: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in held.items()
    }
    return Template(name=name, **facts)


def years_later(day: date, years: int) -> date:
    """Return the last day of a term of so many years that begins on a day."""
    first_after = day.replace(year=day.year + years, day=min(day.day, 28 if day.month == 2 else 31))
    return date.fromordinal(first_after.toordinal() - 1)
