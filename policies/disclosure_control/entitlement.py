"""The entitlement table: who is shown which table, as the parties agreed; data, not code."""

import tomllib
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from policies.disclosure_control.noisy_tier import (
    NOISE,
    NOTHING,
    PUBLIC,
    NoisyTier,
    noisy_tier,
    strictest_noise,
)
from schemas.record import record

ALL, OWN, NONE = "all", "own", NOTHING
# What the terms of an agreement say where they mean a table that is shipped with the hub.
DEFAULT, PUBLIC_NOISE = "default", "public-noise"
_SHIPPED = {DEFAULT: "public_exact.toml", PUBLIC_NOISE: "public_noise.toml"}
_REACH = {NONE: 0, OWN: 1, NOISE: 2, ALL: 3}
# Whoever takes part, whatever he is: shown what all are that take part.
MEMBER = "member"


@record
class Entitlement:
    """`tables` names each table by the columns it tells apart; `grants` what each audience sees.

    A grant is "all" rows, only the audience's "own", all rows with "noise", or "none". `column` is
    the column in which an audience's own rows carry its name; empty for an audience that has none.
    `noisy` are the terms of what is granted with noise.
    """

    tables: Mapping[str, frozenset[str]]
    grants: Mapping[str, Mapping[str, str]]
    column: Mapping[str, str]
    noisy: NoisyTier | None = None


class UnknownAudience(LookupError):
    """The entitlement table does not speak of this audience."""


def default_entitlement() -> Entitlement:
    """Return the entitlement table that holds where the parties have agreed nothing else."""
    return _shipped(DEFAULT)


def agreed_entitlement(terms: str) -> Entitlement:
    """Return the table that the terms of an agreement name, or hold as text (TOML).

    ValueError where the text is no entitlement table, TwoTiers where it shows one audience figures
    exactly and with noise.
    """
    return _shipped(terms) if terms in _SHIPPED else entitlement(terms)


def _shipped(name: str) -> Entitlement:
    folder = files("policies.disclosure_control")
    parts = ("entitlement.toml", _SHIPPED[name])
    return entitlement("\n".join(folder.joinpath(each).read_text("utf-8") for each in parts))


def strictest(agreed: Sequence[Entitlement]) -> Entitlement:
    """Return what every one of the tables grants: nobody's records go further than agreed.

    The tables that are told apart must be the same in all; ValueError where they are not.
    """
    first, *others = agreed
    if any(each.tables != first.tables for each in others):
        raise ValueError("the agreements tell other tables apart")
    audiences = [name for name in first.grants if all(name in each.grants for each in others)]
    grants = {
        audience: {
            table: min((each.grants[audience][table] for each in agreed), key=_REACH.__getitem__)
            for table in first.tables
        }
        for audience in audiences
    }
    noisy = strictest_noise([each.noisy for each in agreed])
    column = {name: first.column[name] for name in grants}
    return Entitlement(tables=first.tables, grants=grants, column=column, noisy=noisy)


def entitlement(text: str) -> Entitlement:
    """Read an entitlement table; ValueError where it is none, or a grant names no known word."""
    held = tomllib.loads(text)
    try:
        return _entitlement(held["table"], held["audience"], held.get("noise"))
    except (KeyError, TypeError, AttributeError):
        raise ValueError("the text is no entitlement table") from None


def _entitlement(
    told: Sequence[Mapping[str, Any]],
    audiences: Sequence[Mapping[str, Any]],
    noise: Mapping[str, Any] | None,
) -> Entitlement:
    tables = {str(table["name"]): frozenset(table["tells_apart"]) for table in told}
    grants: dict[str, dict[str, str]] = {}
    for audience in audiences:
        sees = dict(audience["sees"])
        if set(sees) - set(tables) or set(sees.values()) - set(_REACH):
            raise ValueError("a grant names no table, or is not all, own, noise or none")
        grants[audience["name"]] = {name: sees.get(name, NONE) for name in tables}
    column = {audience["name"]: str(audience.get("column", "")) for audience in audiences}
    noisy = noisy_tier(noise, tables=tables, grants=grants)
    return Entitlement(tables=tables, grants=grants, column=column, noisy=noisy)


def granted(agreed: Entitlement, *, audience: str) -> Mapping[frozenset[str], str]:
    """Return what is granted exactly of each table, by the columns that it tells apart.

    A MEMBER is granted what everybody is who takes part. UnknownAudience.
    """
    if audience == MEMBER:
        return _of_every_member(agreed)
    if audience not in agreed.grants:
        raise UnknownAudience(audience)
    return {
        agreed.tables[name]: NONE if grant == NOISE else grant
        for name, grant in agreed.grants[audience].items()
    }


def _of_every_member(agreed: Entitlement) -> Mapping[frozenset[str], str]:
    inside = [held for who, held in agreed.grants.items() if who != PUBLIC]
    shared = {name for name in agreed.tables if inside and all(h[name] == ALL for h in inside)}
    return {told: ALL if name in shared else NONE for name, told in agreed.tables.items()}


def noisy_tables(agreed: Entitlement) -> tuple[frozenset[str], ...]:
    """Return the tables that the public is shown with noise, by the columns they tell apart."""
    held = agreed.grants.get(PUBLIC, {})
    return tuple(agreed.tables[name] for name, grant in held.items() if grant == NOISE)


def shown_tables(agreed: Entitlement, *, holder: str) -> set[frozenset[str]]:
    """Return the tables of which somebody is shown what he does not know already.

    `holder` is the column that says who handed in the records: a table that is granted to nobody
    but the holders, each its own rows, tells them nothing new and others nothing at all.
    """
    found = set()
    for audience in agreed.grants:
        for told, grant in granted(agreed, audience=audience).items():
            knows = holder in told and agreed.column[audience] == holder and grant == OWN
            if grant != NONE and not knows:
                found.add(told)
    return found
