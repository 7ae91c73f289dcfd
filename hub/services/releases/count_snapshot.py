"""Count the persons of a snapshot, some buckets of them at a time: memory for these and no more.

Every record of a person is in the same part, whoever sent it. What the parts come to adds up; of
the records themselves those alone are kept that are of no person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import add
from pathlib import Path

import polars as pl
import pyarrow as pa

from hub.measures.engine import evaluate
from hub.measures.lineage import columns_of
from hub.measures.measure import Measure
from hub.measures.placement.decided import with_decisions
from hub.measures.placement.placed import columns_placed, place
from hub.measures.placement.whose_word import counting
from hub.measures.tables import CONTRIBUTOR, framed, precise_enough
from hub.measures.value_sets import value_sets_of
from hub.publication.contribution import Contribution
from hub.publication.disagreement import COLUMNS as LISTED
from hub.publication.disagreement import Disagreements, disagreements
from hub.publication.eligible_rows import WITHOUT_PERSONS, EligibleRows, Purpose, eligible_rows
from hub.publication.latest_records import NONE_MOVED, moved_records
from hub.publication.left_out_at_home import left_out_at_home
from hub.publication.report.received import last_days, latest_days
from hub.publication.run_out import COLUMNS as RUN_OUT
from hub.publication.run_out import Payments, payments, payments_together
from hub.publication.wishes import Wishes
from hub.vault.bucket import BUCKETS, in_parts
from hub.vault.narrowed import Narrowed
from hub.vault.snapshot import OpenSnapshot
from policies.agreement.agreement import Linkage
from schemas.period import Period
from schemas.record import record
from schemas.records import TABLES

# Some 3 GB: the demo's 2.2 million rows, with the columns of its measures, take 1.
ROWS_AT_ONCE = 6_000_000
# What is read beside the measures' own columns and those that persons are placed by.
COUNTED = {
    "claim": frozenset({*RUN_OUT, "date_precision"} - {CONTRIBUTOR}),
    "measure_count": frozenset(TABLES["measure_count"].names),
    "practice": frozenset({"practice", "organization"}),
    "practice_survey": frozenset(TABLES["practice_survey"].names),
}


@record
class Asked:
    """What is counted: which measures over which period, whose word counts on where persons are.

    `on` is the day of the count, `payers` name the participants whose lists are rosters, `decided`
    has what disputes came to (DECIDED), and `folders` hold the value sets.
    """

    chosen: Sequence[Measure]
    period: Period
    on: date
    attribution: str
    payers: frozenset[str]
    decided: pl.DataFrame
    folders: Sequence[Path]


@record
class Counts:
    """What the records of a snapshot come to.

    `results` are the engine's rows of persons in a denominator, by measure; `places` where every
    person is. `unpersoned` holds the records that are of no person, by table, and `withheld` what
    may not be used (WITHHELD_ROWS). `last_days` says how far each contributor's records go,
    `paid` how long claims took; `disputed` how many persons are counted where a dispute put them.
    """

    results: Mapping[str, pl.DataFrame]
    places: pl.DataFrame
    unpersoned: Mapping[str, Sequence[pa.Table]]
    withheld: pl.DataFrame
    last_days: pl.DataFrame
    paid: Payments
    lists: Disagreements
    disputed: int


def count_snapshot(
    opened: OpenSnapshot,
    contributions: Sequence[Contribution],
    asked: Asked,
    purpose: Purpose,
    wishes: Wishes,
    *,
    rows_at_once: int = ROWS_AT_ONCE,
) -> Counts:
    """Return what all that may be used of a snapshot comes to, the same in however many parts.

    Stopped where the lease is lost, Unreadable where a file is broken.
    """
    columns = columns_needed(asked.chosen)
    number = _parts(contributions, columns, rows_at_once)
    parts = [Narrowed(opened, buckets) for buckets in in_parts(number)]
    moved = moved_records(parts, contributions, columns) if number > 1 else NONE_MOVED
    counted = []
    for part in parts:
        rows = eligible_rows(part, contributions, columns, purpose, wishes, moved=moved)
        counted.append(_counts(rows, contributions, asked))
        # Else the rows of this part are still there when those of the next come.
        del rows
        pa.default_memory_pool().release_unused()
    senders = {each.dataset.submission: each.contributor for each in contributions}
    at_home = left_out_at_home(opened, senders).filter(pl.col("table").is_in(list(columns)))
    return _together(counted, at_home)


def columns_needed(chosen: Sequence[Measure]) -> dict[str, frozenset[str]]:
    """Return the columns of each table that these measures, the placing and the counts read."""
    wanted = columns_of(chosen)
    for columns in (columns_placed(), COUNTED):
        for table, names in columns.items():
            wanted[table] = wanted.get(table, frozenset()) | names
    return wanted


def _parts(
    contributions: Iterable[Contribution], tables: Collection[str], rows_at_once: int
) -> int:
    rows = sum(
        table.rows
        for each in contributions
        for table in each.dataset.tables
        if table.name in tables and table.name not in WITHOUT_PERSONS
    )
    return min(-(-rows // rows_at_once), BUCKETS) or 1


def _counts(rows: EligibleRows, contributions: Sequence[Contribution], asked: Asked) -> Counts:
    tables = {name: list(parts) for name, parts in rows.tables.items() if parts}
    sets = {each.identifier: value_sets_of(each, asked.folders) for each in asked.chosen}
    results = evaluate(asked.chosen, tables, asked.period, sets)
    heard = counting(tables, asked.attribution, payers=asked.payers)
    unlinked = {
        each.contributor for each in contributions if each.agreement.linkage is not Linkage.KEYED
    }
    placed = place(heard, asked.period, unlinked=unlinked, folders=asked.folders)
    places = with_decisions(placed, asked.decided, heard, asked.period, folders=asked.folders)
    # A year in place of a day says nothing of how long a claim took.
    claims = [precise_enough("claim", part, "month") for part in tables.get("claim", ())]
    lists = framed("attribution", tables.get("attribution", ()), LISTED)
    return Counts(
        results={name: found.filter(pl.col("denominator") > 0) for name, found in results.items()},
        places=places,
        unpersoned={name: parts for name, parts in tables.items() if name in WITHOUT_PERSONS},
        withheld=rows.withheld,
        last_days=last_days(tables, on=asked.on),
        paid=payments(framed("claim", claims, RUN_OUT), on=asked.on),
        lists=disagreements(lists, asked.period, payers=asked.payers),
        disputed=asked.decided.join(places, on="person", how="semi")["person"].n_unique(),
    )


def _together(parts: Sequence[Counts], at_home: pl.DataFrame) -> Counts:
    """Return the counts of all parts as of one; what is of no person is whole in each of them."""
    first = parts[0]
    return Counts(
        results={name: pl.concat(each.results[name] for each in parts) for name in first.results},
        places=pl.concat(each.places for each in parts),
        unpersoned=first.unpersoned,
        withheld=_added([at_home, *(each.withheld for each in parts)]),
        last_days=latest_days([each.last_days for each in parts]),
        paid=payments_together([each.paid for each in parts]),
        lists=reduce(add, (each.lists for each in parts)),
        disputed=sum(each.disputed for each in parts),
    )


def _added(withheld: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Add up what was withheld for one reason: the persons of two parts are not the same."""
    counts = ("rows", "people")
    whole = pl.concat(withheld, how="vertical_relaxed")
    keys = [name for name in whole.columns if name not in counts]
    return whole.group_by(keys, maintain_order=True).agg(pl.col(*counts).sum())
