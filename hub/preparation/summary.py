"""Before and after: how many records, columns and identifiers there were and are; never a value."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import field

import polars as pl

from policies.deidentification.anonymity import Anonymity
from policies.deidentification.inspection import NOTHING_FOUND, Inspection
from schemas.record import record


@record
class TableSummary:
    """What became of the records of one table.

    `faulty` could not be read, `of_nobody` are of persons whom the person file lacks, `withheld` of
    persons who said no, `stayed` are of a table that does not go, `merged` came twice once persons
    and days were reduced. The columns are counted in values: `left` stayed at home, `changed` were
    made anew or coarser.
    """

    read: int = 0
    written: int = 0
    faulty: int = 0
    of_nobody: int = 0
    withheld: int = 0
    stayed: int = 0
    merged: int = 0
    left: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, int] = field(default_factory=dict)
    kept: tuple[str, ...] = ()

    @property
    def share_lost(self) -> float:
        """The share of records that nobody meant to leave out."""
        return (self.faulty + self.of_nobody) / self.read if self.read else 0.0

    def and_also(self, other: "TableSummary") -> "TableSummary":
        """Return both together."""
        return TableSummary(
            read=self.read + other.read,
            written=self.written + other.written,
            faulty=self.faulty + other.faulty,
            of_nobody=self.of_nobody + other.of_nobody,
            withheld=self.withheld + other.withheld,
            stayed=self.stayed + other.stayed,
            merged=self.merged + other.merged,
            left=Counter(self.left) + Counter(other.left),
            changed=Counter(self.changed) + Counter(other.changed),
            kept=tuple(dict.fromkeys((*self.kept, *other.kept))),
        )

    def document(self) -> dict[str, object]:
        """Return the summary as members of a JSON object."""
        return {
            "read": self.read,
            "written": self.written,
            "faulty": self.faulty,
            "of_nobody": self.of_nobody,
            "withheld": self.withheld,
            "stayed": self.stayed,
            "merged": self.merged,
            "columns": {
                "kept": sorted(set(self.kept) - set(self.changed)),
                "changed": dict(sorted(self.changed.items())),
                "left_at_home": dict(sorted(self.left.items())),
            },
        }


@record
class Summary:
    """What was in the files and what is in the package."""

    tables: Mapping[str, TableSummary] = field(default_factory=dict)
    found: Inspection = NOTHING_FOUND
    faults: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def with_table(self, name: str, table: TableSummary) -> "Summary":
        """Return the summary with more of one table."""
        before = self.tables.get(name, TableSummary())
        return Summary(
            tables={**self.tables, name: before.and_also(table)},
            found=self.found,
            faults=self.faults,
        )

    def with_found(self, found: Inspection, faults: pl.DataFrame) -> "Summary":
        """Return the summary with what the gate found before, and with more faults of reading."""
        counted = Counter(dict(self.faults))
        for row in faults.group_by("table", "field", "rule").len().iter_rows():
            counted[(row[0], row[1], row[2])] += row[3]
        return Summary(tables=self.tables, found=found, faults=counted)


@record
class Prepared:
    """The end of a preparation: what went in and came out, and what the intake will say.

    `persons` counts persons by what became of them; `reasons` says why the package was not
    written, and is empty where it was.
    """

    basis: str
    summary: Summary
    persons: Mapping[str, int]
    anonymity: Anonymity
    reasons: tuple[str, ...] = ()

    @property
    def written(self) -> bool:
        """Whether there is a package."""
        return not self.reasons
