"""The walk over the files of a home: each batch is reduced, tokenised, counted and packed."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from hub.platform.tokens import LINKED
from hub.preparation.home_batch import HomeBatch
from hub.preparation.package import Package
from hub.preparation.person_tokens import PersonTokens, tokenised
from hub.preparation.record_keys import RecordKeys
from hub.preparation.reduction import left_at_home, reduced
from hub.preparation.summary import Prepared, Summary, TableSummary
from policies.deidentification.allowance import Allowance
from policies.deidentification.anonymity import anonymity, lookalikes
from policies.deidentification.certificate import Certificate
from policies.deidentification.inspection import inspect
from policies.parameter import parameter
from schemas.batch import Batch
from schemas.column import Kind
from schemas.record import record
from schemas.records.withheld_at_home import WITHHELD_AT_HOME
from schemas.table import Table, called_records

# Under Safe Harbor a consent neither permits nor forbids anything at the hub: who refused was left
# out here, and the days of the others say nothing.
STAYS_UNDER_SAFE_HARBOR = frozenset({"consent_directive"})

# Tables that say the same of one person, practice or clinician in many files.
ONCE = frozenset({"person", "practice", "provider"})


@record
class HomeTerms:
    """By what files are reduced: a basis, what it allows, and the day by which ages are told."""

    basis: str
    on: date
    certificate: Certificate | None
    allowance: Allowance


class Walk:
    """What is gathered from batch to batch; `unread` says which files could not be read."""

    def __init__(
        self,
        terms: HomeTerms,
        *,
        tokens: PersonTokens,
        keys: RecordKeys,
        refusing: pl.DataFrame,
        known: pl.Series,
        package: Package,
    ) -> None:
        self._terms, self._keys, self._package = terms, keys, package
        self._refusing, self._known = refusing, known
        self._seen: dict[str, np.ndarray] = {}
        self._alike: list[pl.DataFrame] = []
        self._linked = self._by_lot = 0
        self._withheld: list[pl.DataFrame] = []
        self._summary = Summary()
        self.tokens = tokens
        self.unread: tuple[str, ...] = ()

    def take(self, home: HomeBatch) -> None:
        """Take a batch from its files to the package."""
        batch, table = home.batch, home.batch.table
        self._note(batch)
        if not self._goes(table):
            self._tell(batch, TableSummary(read=batch.height, stayed=batch.height))
            return
        willing = self._willing(batch.rows, table)
        rows = self._of_known(willing, table)
        smaller = self._anew(reduced(rows, table, self._terms.allowance, on=self._terms.on), table)
        once = self._once(smaller, table)
        if table.name == "person" and once.height:
            self._count_persons(once)
        left = {column.name for column in left_at_home(table, self._terms.allowance)}
        if once.height:
            self._package.add(once.select(pl.exclude(*left) if left else pl.all()), table)
        self._tell(
            batch,
            TableSummary(
                read=batch.height,
                written=once.height,
                withheld=batch.height - willing.height,
                of_nobody=willing.height - rows.height,
                merged=rows.height - once.height,
                left={name: _filled(rows, name) for name in left if _filled(rows, name)},
                changed=_changed(rows, smaller, table, left),
                kept=tuple(
                    name for name in table.names if name not in left and _filled(once, name)
                ),
            ),
        )

    def lost(self, tolerance: float) -> Iterator[str]:
        """Yield why too much of a table was lost: more than this share of its records."""
        for name, table in self._summary.tables.items():
            if table.share_lost > tolerance:
                records = called_records(name)
                yield (
                    f"{table.faulty + table.of_nobody:,} of {table.read:,} {records} cannot be"
                    f" prepared, more than {100 * tolerance:.3g} in 100"
                )

    def count_withheld(self) -> None:
        """Put into the package how many records stayed at home, by table and reason."""
        if not self._withheld:
            return
        counts = (
            pl.concat(self._withheld)
            .group_by("records_of", "reason")
            .agg(records=pl.len().cast(pl.Int64), people=pl.col("person").n_unique().cast(pl.Int64))
            .sort("records_of", "reason")
        )
        if counts.height:
            self._package.add(counts, WITHHELD_AT_HOME)

    def prepared(self, *, reasons: tuple[str, ...]) -> Prepared:
        """Return what came of it all."""
        threshold = int(parameter("minimum_cell_size", on=self._terms.on))
        return Prepared(
            basis=self._terms.basis,
            summary=self._summary,
            persons={
                "linked": self._linked,
                "by_lot": self._by_lot,
                "opted_out": len(self._refusing),
            },
            anonymity=anonymity(self._alike, threshold=threshold),
            reasons=reasons,
        )

    def _note(self, batch: Batch) -> None:
        """Note what identifies persons before, and what could not be read."""
        terms, already = self._terms, self._summary.found
        found = inspect(
            batch, terms.basis, on=terms.on, certificate=terms.certificate, already=already
        )
        self._summary = self._summary.with_found(found, batch.faults)
        whole = batch.faults.filter((pl.col("position") == 0) & (pl.col("severity") == "error"))
        self.unread += tuple(f"{row['rule']}: {row['remedy']}" for row in whole.to_dicts())

    def _goes(self, table: Table) -> bool:
        if self._terms.basis == "safe_harbor" and table.name in STAYS_UNDER_SAFE_HARBOR:
            return False
        tables = self._terms.allowance.tables
        return tables is None or table.name in tables

    def _willing(self, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Leave out the records of persons who said no."""
        if not table.has_person or self._refusing.is_empty():
            return rows
        said = pl.col("person").is_in(self._refusing["person"].implode())
        refused = rows.filter(said).select("person").join(self._refusing, on="person")
        self._withheld.append(refused.with_columns(records_of=pl.lit(table.name.replace("_", "-"))))
        return rows.filter(~said)

    def _of_known(self, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Leave out the records of persons whom the person file, where there is one, lacks."""
        if not table.has_person or table.name == "person" or self._known.is_empty():
            return rows
        return rows.filter(pl.col("person").is_in(self._known.implode()))

    def _anew(self, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Put tokens in the place of persons and new keys in the place of old ones."""
        if table.has_person and rows.height:
            tokens, self.tokens = tokenised(rows["person"], self.tokens)
            rows = rows.with_columns(tokens)
        return self._keys.anew(rows, table)

    def _once(self, rows: pl.DataFrame, table: Table) -> pl.DataFrame:
        """Keep one of the records that are one after all: of one token, or begun in one year.

        Of spans the one that lasts longest stays, else the first.
        """
        days = any(table.column(name).kind is Kind.DAY for name in table.key)
        if not days and table.name not in ONCE:
            return rows
        placed = rows.with_row_index("place")
        if days and "end_day" in table.names:
            placed = placed.sort("end_day", descending=True, nulls_last=False, maintain_order=True)
        hashes = placed.select(table.key).hash_rows(seed=0)
        seen = self._seen.get(table.name, np.array([], dtype=np.uint64))
        fresh = hashes.is_first_distinct() & ~pl.Series(np.isin(hashes.to_numpy(), seen))
        self._seen[table.name] = np.union1d(seen, hashes.to_numpy())
        return placed.filter(fresh).sort("place").drop("place")

    def _count_persons(self, persons: pl.DataFrame) -> None:
        linked = int(persons["person"].str.starts_with(LINKED).sum())
        self._linked += linked
        self._by_lot += persons.height - linked
        self._alike.append(lookalikes(persons))

    def _tell(self, batch: Batch, table: TableSummary) -> None:
        errors = batch.faults.filter((pl.col("severity") == "error") & (pl.col("position") > 0))
        faulty = errors["position"].n_unique()
        surplus = {
            name: len(texts) - texts.null_count()
            for name, texts in batch.surplus.items()
            if texts.null_count() < len(texts)
        }
        more = TableSummary(read=faulty, faulty=faulty, left=surplus)
        if batch.height or faulty or surplus:
            self._summary = self._summary.with_table(batch.table.name, table.and_also(more))


def _filled(rows: pl.DataFrame, name: str) -> int:
    return rows.height - rows[name].null_count()


def _changed(
    before: pl.DataFrame, after: pl.DataFrame, table: Table, left: set[str]
) -> dict[str, int]:
    """Count the values that are other than they were, of the columns that go."""
    names = [
        column.name
        for column in table.columns
        if column.kind is not Kind.CODES and column.name not in left
    ]
    counts = pl.select(
        pl.lit(before[name]).ne_missing(pl.lit(after[name])).sum().alias(name) for name in names
    )
    return {name: counts.item(0, name) for name in names if counts.item(0, name)}
