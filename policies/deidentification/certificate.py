"""45 CFR 164.514(b)(1): what an expert certified, as far as the gate can check it."""

from datetime import date

from schemas.record import record


@record
class Certificate:
    """The terms of one expert determination.

    `date_precision` is day, month or year; `geography` may hold zip3 and zip5; `columns` names
    what may come as table.column, None for every column of the shared schema; `free_text` names
    the free-text columns, likewise, that the expert looked at and allowed.
    """

    expert: str
    method: str
    risk: str
    signed: date
    expires: date
    date_precision: str = "day"
    instants: bool = False
    geography: frozenset[str] = frozenset({"zip3"})
    ages_over_89: bool = False
    columns: frozenset[str] | None = None
    free_text: frozenset[str] = frozenset()

    def in_force(self, on: date) -> bool:
        """Say whether the certificate holds on a day: from its signature to its last day."""
        return self.signed <= on <= self.expires
