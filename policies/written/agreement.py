"""An agreement as JSON, for `hub decide`."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from policies.agreement.agreement import Agreement, Linkage, Reducer, Signature
from policies.agreement.instrument import Instrument, InstrumentKind
from policies.agreement.release_rules import RELEASE_RULES
from policies.basis import Basis
from policies.capacity import Capacity
from policies.data_class import data_class
from policies.duo import purposes_named
from policies.purpose import PURPOSES
from policies.written.members import Members

CAPACITIES = tuple(str(capacity) for capacity in Capacity)


def read_agreement(held: Mapping[str, object], problems: list[str]) -> Agreement | None:
    """Read an agreement; None, and more in `problems`, where something is wrong with it.

    A signature is {party, text_hash, on}, or just the name of a party that signed the text as it
    is.
    """
    members, before = Members(held, problems, within="agreement."), len(problems)
    effective, expires = members.day("effective"), members.day("expires")
    text_hash = members.text("text_hash", required=False)
    size_bound = members.number("size_bound")
    found = Agreement(
        id=members.text("id"),
        parties=members.words("parties"),
        text_hash=text_hash,
        signatures=_signatures(members, text_hash, effective or date.max, problems),
        capacities=frozenset(
            Capacity(word)
            for word in members.among("capacities", CAPACITIES, kind="capacity", required=False)
        ),
        purposes=_purposes(members),
        data_classes=frozenset(data_class(word) for word in members.words("data_classes")),
        basis=members.chosen("basis", Basis, otherwise=None),
        recipients=members.words("recipients", required=False),
        effective=effective or date.max,
        expires=expires or date.min,
        reduces=members.chosen("reduces", Reducer, otherwise=Reducer.PARTICIPANT),
        linkage=members.chosen("linkage", Linkage, otherwise=Linkage.RANDOM),
        columns=_columns(members, problems),
        entitlement=members.text("entitlement", required=False) or "default",
        tolerance=members.number("tolerance"),
        size_bound=None if size_bound is None else int(size_bound),
        release_rules=_release_rules(members, problems),
        honour_opt_outs=members.flag("honour_opt_outs", otherwise=True),
        strict=members.flag("strict", otherwise=False),
        attests_tpo_receipt=members.flag("attests_tpo_receipt", otherwise=False),
        state=members.text("state", required=False).upper(),
        cost=members.flag("cost", otherwise=False),
        sponsors=members.words("plan_sponsors", required=False),
        instruments=_instruments(members, problems),
        suspended=members.instant("suspended"),
        terminated=members.instant("terminated"),
        closed=members.instant("closed"),
        datasets=members.words("datasets", required=False),
        certified=members.words("certified", required=False),
    )
    members.unknown()
    return found if len(problems) == before else None


def _purposes(members: Members) -> frozenset[str]:
    found = purposes_named(members.words("purposes"))
    if found - PURPOSES:
        members.complain("purposes", "holds a word that is no purpose of use")
    return found & PURPOSES


def _signatures(
    members: Members, text_hash: str, first_day: date, problems: list[str]
) -> tuple[Signature, ...]:
    if members.is_list_of_texts("signatures"):
        return tuple(
            Signature(party=party, text_hash=text_hash, on=first_day)
            for party in sorted(members.words("signatures"))
        )
    return tuple(_signature(held, problems) for held in members.objects("signatures"))


def _signature(held: Mapping[str, object], problems: list[str]) -> Signature:
    members = Members(held, problems, within="agreement.signatures.")
    found = Signature(
        party=members.text("party"),
        text_hash=members.text("text_hash"),
        on=members.day("on") or date.max,
    )
    members.unknown()
    return found


def _instruments(members: Members, problems: list[str]) -> tuple[Instrument, ...]:
    return tuple(
        _instrument(held, problems) for held in members.objects("instruments", required=False)
    )


def _instrument(held: Mapping[str, object], problems: list[str]) -> Instrument:
    members = Members(held, problems, within="agreement.instruments.")
    found = Instrument(
        kind=members.chosen("kind", InstrumentKind, otherwise=None),
        parties=members.words("parties"),
        effective=members.day("effective") or date.max,
        expires=members.day("expires", required=False),
        attests=members.words("attests", required=False),
        destroy_by=members.day("destroy_by", required=False),
    )
    members.unknown()
    return found


def _release_rules(members: Members, problems: list[str]) -> Mapping[str, float]:
    held = members.one_object("release_rules", required=False) or {}
    inside = Members(held, problems, within="agreement.release_rules.")
    asked = {name: inside.number(name) for name in RELEASE_RULES if name in held}
    inside.unknown()
    return MappingProxyType({name: number for name, number in asked.items() if number is not None})


def _columns(members: Members, problems: list[str]) -> Mapping[str, frozenset[str]]:
    held = members.one_object("columns", required=False) or {}
    tables = Members(held, problems, within="agreement.columns.")
    return MappingProxyType({table: tables.words(table) for table in held})
