"""The gate itself: inspect a batch, and add what was found to what was found before."""

from collections.abc import Iterator
from datetime import date
from itertools import chain

import polars as pl

from policies.deidentification.ages import ages
from policies.deidentification.aggregate_only import AGGREGATE_ONLY
from policies.deidentification.allowance import Allowance
from policies.deidentification.certificate import Certificate
from policies.deidentification.dates import dates
from policies.deidentification.derived_tokens import derived_tokens
from policies.deidentification.expert_determination import expert_determination
from policies.deidentification.finding import Finding
from policies.deidentification.free_text import free_text
from policies.deidentification.geography import geography
from policies.deidentification.limited_data_set import LIMITED_DATA_SET
from policies.deidentification.numbers import numbers
from policies.deidentification.safe_harbor import SAFE_HARBOR
from policies.deidentification.telling_numbers import telling_numbers
from policies.deidentification.uncertified import uncertified
from policies.deidentification.uncounted import uncounted
from policies.deidentification.unknown_fields import unknown_fields
from policies.deidentification.values import values
from policies.deidentification.written_names import written_names
from schemas.batch import Batch
from schemas.fault import FAULTS
from schemas.record import record

IDENTIFIERS = pl.Schema(
    {"table": pl.String, "column": pl.String, "rule": pl.String, "count": pl.Int64}
)
PLACE = ["table", "field", "rule"]
# So many positions are listed for each column and rule; the counts tell of all.
LISTED = 1000
BASES = ("safe_harbor", "expert_determination", "limited_data_set", "aggregate_only")


@record
class Inspection:
    """What the gate found: identifiers by column and rule with their counts, and where they stand.

    `identifiers` has the columns of IDENTIFIERS, `faults` those of FAULTS, with at most 1,000
    positions for each column and rule; neither holds a value. Faults of severity warning are
    questions to the sender.
    """

    identifiers: pl.DataFrame
    faults: pl.DataFrame

    @property
    def refuses(self) -> bool:
        """Whether the submission is refused whole."""
        return not self.identifiers.is_empty()

    def and_also(self, other: "Inspection") -> "Inspection":
        """Return both inspections as one; counts add up."""
        if self.identifiers.is_empty() and self.faults.is_empty():
            return other
        if other.identifiers.is_empty() and other.faults.is_empty():
            return self
        return Inspection(
            identifiers=pl.concat([self.identifiers, other.identifiers])
            .group_by("table", "column", "rule", maintain_order=True)
            .agg(pl.col("count").sum()),
            faults=_first_of_each(pl.concat([self.faults, other.faults])),
        )


NOTHING_FOUND = Inspection(
    identifiers=pl.DataFrame(schema=IDENTIFIERS), faults=pl.DataFrame(schema=FAULTS)
)


class NoCertificate(LookupError):
    """Expert determination was named as the basis and no certificate came with it."""


def inspect(
    batch: Batch,
    basis: str,
    *,
    on: date,
    certificate: Certificate | None = None,
    already: Inspection = NOTHING_FOUND,
) -> Inspection:
    """Return `already` and what of this batch the basis does not allow as of the day `on`.

    45 CFR 164.514. Raises NoCertificate for expert determination without one, and KeyError for a
    basis that is none of BASES.
    """
    allowance = allowed_under(basis, certificate)
    findings = list(_findings(batch, allowance, on=on, certificate=certificate))
    return already.and_also(_inspection(batch, findings)) if findings else already


def allowed_under(basis: str, certificate: Certificate | None = None) -> Allowance:
    """Return what a basis lets through; raises as `inspect` does."""
    if basis == "expert_determination":
        if certificate is None:
            raise NoCertificate("expert determination needs the terms of a certificate")
        return expert_determination(certificate)
    return {
        "safe_harbor": SAFE_HARBOR,
        "limited_data_set": LIMITED_DATA_SET,
        "aggregate_only": AGGREGATE_ONLY,
    }[basis]


def _findings(
    batch: Batch, allowance: Allowance, *, on: date, certificate: Certificate | None
) -> Iterator[Finding]:
    if allowance.tables is not None and batch.table.name not in allowance.tables:
        return uncounted(batch)
    return chain(
        uncertified(batch, allowance, certificate, on=on),
        unknown_fields(batch, allowance),
        free_text(batch, allowance),
        dates(batch, allowance),
        ages(batch, allowance, on=on),
        geography(batch, allowance, on=on),
        derived_tokens(batch, allowance),
        values(batch, allowance),
        numbers(batch),
        written_names(batch),
        telling_numbers(batch),
    )


def _inspection(batch: Batch, findings: list[Finding]) -> Inspection:
    counts = [
        (batch.table.name, found.column, found.rule, _count(found))
        for found in findings
        if not found.question
    ]
    return Inspection(
        identifiers=pl.DataFrame(counts, schema=IDENTIFIERS, orient="row"),
        faults=pl.concat([_faults(batch, found) for found in findings]),
    )


def _count(found: Finding) -> int:
    return found.held if found.mask is None else int(found.mask.sum())


def _faults(batch: Batch, found: Finding) -> pl.DataFrame:
    where = pl.Series([0]) if found.mask is None else batch.positions.filter(found.mask)
    return pl.DataFrame({"position": where.head(LISTED)}).select(
        file=pl.lit(batch.file),
        table=pl.lit(batch.table.name),
        position=pl.col("position").cast(pl.Int64),
        field=pl.lit(found.column),
        rule=pl.lit(found.rule),
        remedy=pl.lit(found.remedy),
        severity=pl.lit("warning" if found.question else "error"),
    )


def _first_of_each(faults: pl.DataFrame) -> pl.DataFrame:
    """A column at fault as a whole is told once; of rows the first thousand are listed."""
    whole = (pl.col("position") == 0) & pl.struct("file", *PLACE).is_duplicated()
    first = ~whole | pl.struct("file", *PLACE).is_first_distinct()
    return faults.filter(first).filter(pl.int_range(pl.len()).over(PLACE) < LISTED)
