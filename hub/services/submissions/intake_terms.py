"""What the agreement and the law say of one submission, gathered before its intake begins."""

from datetime import date
from functools import partial
from typing import Any

import polars as pl

from hub.intake.terms import Terms
from hub.platform.tokens import rekeyed
from hub.services.agreements.facts import AgreementFacts
from hub.services.house import House
from hub.store import provider_standings
from hub.store.work import Work
from policies.agreement.agreement import Linkage
from policies.agreement.minimum_necessary import permitted_columns
from policies.capacity import Capacity
from policies.deidentification.certificate import Certificate
from policies.labelling.code_list import usual_lists
from policies.labelling.program_registry import REGISTER, ProgramRegistry, program_registry
from policies.parameter import parameter
from schemas.records import TABLES


def intake_terms(house: House, work: Work, facts: AgreementFacts) -> Terms:
    """Return the terms of an intake under an agreement, now."""
    on = work.now.date()
    agreement = facts.agreement
    scope = "" if agreement.linkage is Linkage.KEYED else facts.contributor
    tolerance = agreement.tolerance
    return Terms(
        basis=str(agreement.basis),
        columns={name: _columns(facts, name, on) for name in TABLES},
        tolerance=parameter("tolerance", on=on) if tolerance is None else tolerance,
        lists=usual_lists(),
        registry=_registry(work, facts),
        rekeyed=partial(rekeyed, key=house.person_key, scope=scope),
        on=on,
        certificate=_certificate(facts.terms.certificate),
        strict=agreement.strict,
    )


def _columns(facts: AgreementFacts, table: str, on: date) -> frozenset[str]:
    purposes = sorted(facts.agreement.purposes)
    return frozenset().union(
        *(permitted_columns(facts.agreement, table, each, on=on) for each in purposes)
    )


def _registry(work: Work, facts: AgreementFacts) -> ProgramRegistry:
    known = provider_standings.every(work)
    rows = [
        {
            "practice": each.provider,
            "npi": each.provider,
            "part2": "yes" if each.standing == provider_standings.PROGRAM else "no",
            "start": each.since,
            "end": each.until,
        }
        for each in known
    ]
    submitter = "yes" if Capacity.PROGRAM in facts.agreement.capacities else "unknown"
    return program_registry(pl.DataFrame(rows, schema_overrides=REGISTER), submitter=submitter)


def _certificate(document: Any) -> Certificate | None:
    if document is None:
        return None
    return Certificate(
        expert=document["expert"],
        method=document["method"],
        risk=document["risk"],
        signed=date.fromisoformat(document["signed"]),
        expires=date.fromisoformat(document["expires"]),
        date_precision=document.get("date_precision", "day"),
        instants=bool(document.get("instants", False)),
        geography=frozenset(document.get("geography", ["zip3"])),
        ages_over_89=bool(document.get("ages_over_89", False)),
        columns=frozenset(document["columns"]) if document.get("columns") else None,
        free_text=frozenset(document.get("free_text", [])),
    )
