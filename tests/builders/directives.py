"""Rows of consent_directive tables, for whole crowds."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from schemas.records.consent_directive import CONSENT_DIRECTIVE, ELEMENTS


def directive(person: str, **columns: object) -> dict[str, object]:
    """Return a row: a complete consent to the hub for treatment, payment, operations, no expiry."""
    given: dict[str, object] = dict.fromkeys(CONSENT_DIRECTIVE.names)
    given |= dict.fromkeys(ELEMENTS, True)
    given |= {
        "contributor": "contributor",
        "person": person,
        "decision": "permit",
        "kind": "part2",
        "purposes": "TREAT;HPAYMT;HOPERAT",
        "recipients": "hub",
        "expiry": "none",
        "start_day": date(2026, 3, 1),
    }
    return given | columns


def opt_out(person: str, **columns: object) -> dict[str, object]:
    """Return a row: an opt-out of the network."""
    given = dict.fromkeys((*ELEMENTS, "purposes", "recipients"))
    return directive(person, **(given | {"decision": "deny", "kind": "opt-out"} | columns))


def restriction(person: str, **columns: object) -> dict[str, object]:
    """Return a row: a restriction that the patient asked for and the sender is bound by."""
    given = dict.fromkeys((*ELEMENTS, "purposes", "recipients"))
    return directive(person, **(given | {"decision": "deny", "kind": "restriction"} | columns))


def directives(rows: Sequence[dict[str, object]]) -> pl.DataFrame:
    """Return the rows as a table, each with the contributor that sent it."""
    keyed = [row | {"consent_directive": f"d{number}"} for number, row in enumerate(rows)]
    schema = CONSENT_DIRECTIVE.schema | {"contributor": pl.String()}
    return pl.DataFrame(keyed, schema=schema, orient="row")
