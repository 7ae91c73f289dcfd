"""The rows of a snapshot that law, consent and agreement let into a computation."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import polars as pl
import pyarrow as pa

from hub.measures.tables import CONTRIBUTOR, of_one_contributor
from hub.publication.contribution import Contribution
from hub.publication.latest_records import NONE_MOVED, Moved, latest_records, senders_of
from hub.publication.plan_members import unauthorised_members
from hub.publication.wishes import Wishes, with_wishes
from hub.vault.labels import LABELS
from hub.vault.narrowed import Loads
from hub.vault.snapshot import Part, frame_of
from policies.consent.states import ConsentStates, consent_states
from policies.consent.terms import Question
from policies.data_class import class_of_table
from policies.eligibility import WITHHELD, eligible, facts_under
from policies.recipient import Recipient
from policies.row_classes import NOBODY
from schemas.record import record
from schemas.records import TABLES

DIRECTIVES = "consent_directive"
WITHHELD_ROWS = pl.Schema(
    dict.fromkeys(("contributor", "submission", "table"), pl.String()) | dict(WITHHELD)
)
# Counts hold no person, and the directory none but clinicians: no rule speaks of their rows.
WITHOUT_PERSONS = frozenset(name for name, table in TABLES.items() if not table.has_person)


@record
class Purpose:
    """What the rows are wanted for: by whom, why, and at which instant."""

    recipient: Recipient
    purpose: str
    now: datetime


@record
class EligibleRows:
    """What may be used, by table and submission, and what was withheld and why.

    Each table holds the columns asked for and `contributor`. `withheld` has the columns of
    WITHHELD_ROWS, `clauses` those of the agreements that the rest is used under.
    """

    tables: Mapping[str, Sequence[pa.Table]]
    withheld: pl.DataFrame
    clauses: frozenset[str]
    obligations: frozenset[str]


def eligible_rows(
    opened: Loads,
    contributions: Sequence[Contribution],
    columns: Mapping[str, Collection[str]],
    purpose: Purpose,
    wishes: Wishes,
    *,
    moved: Moved = NONE_MOVED,
) -> EligibleRows:
    """Load those columns of a snapshot and leave out each row that may not be used.

    `contributions` are in the order in which they were accepted: where one contributor sent a
    record twice, under one key, the last one counts; `moved` are those that persons taken in parts
    may hide. `wishes` are what patients said since.
    """
    senders = senders_of(contributions)
    by_submission = {each.dataset.submission: each for each in contributions}
    directives = with_wishes(_directives(opened, by_submission), wishes)
    wanted = {name: _with_labels(name, asked) for name, asked in columns.items()}
    loaded = opened.load(wanted)
    told = _Told(withheld=[], clauses=set(), obligations=set())
    unauthorised = unauthorised_members(opened, contributions)
    states: dict[str, ConsentStates] = {}
    tables: dict[str, Sequence[pa.Table]] = {}
    for name, parts in loaded.items():
        data_class = class_of_table(name)
        if data_class not in states:
            states[data_class] = consent_states(directives, _question(purpose, data_class))
        shown = [*(column for column in TABLES[name].names if column in columns[name]), CONTRIBUTOR]
        tables[name] = [
            _kept(
                part,
                name,
                by_submission[part.submission],
                _Known(states=states[data_class], unauthorised=unauthorised),
                purpose,
                told,
            ).select(shown)
            for part in latest_records(name, parts, senders, moved)
        ]
        opened.check()
    return EligibleRows(
        tables=tables,
        withheld=pl.concat([pl.DataFrame(schema=WITHHELD_ROWS), *told.withheld]),
        clauses=frozenset(told.clauses),
        obligations=frozenset(told.obligations),
    )


@record
class _Known:
    states: ConsentStates
    unauthorised: Mapping[str, pl.Series]


@record
class _Told:
    withheld: list[pl.DataFrame]
    clauses: set[str]
    obligations: set[str]


def _directives(opened: Loads, known: Mapping[str, Contribution]) -> pl.DataFrame:
    table = TABLES[DIRECTIVES]
    parts = opened.load({DIRECTIVES: table.names})[DIRECTIVES]
    empty = pl.DataFrame(schema=table.schema | {CONTRIBUTOR: pl.String()})
    order = {submission: at for at, submission in enumerate(known)}
    frames = [
        frame_of(table, part.rows).with_columns(
            pl.lit(known[part.submission].contributor).alias(CONTRIBUTOR)
        )
        for part in sorted(parts, key=lambda part: order[part.submission])
    ]
    every = pl.concat([empty, *frames])
    # A directive that is handed in again, revoked perhaps, takes the place of the earlier one.
    return every.unique([CONTRIBUTOR, *table.key], keep="last", maintain_order=True)


def _with_labels(name: str, asked: Collection[str]) -> list[str]:
    table = TABLES[name]
    person = {"person"} if table.has_person else set()
    wanted = set(asked) | set(table.key) | person
    return [*(column for column in table.names if column in wanted), *LABELS]


def _question(purpose: Purpose, data_class: str) -> Question:
    return Question(
        recipient=purpose.recipient,
        purpose=purpose.purpose,
        data_class=data_class,
        now=purpose.now,
    )


def _kept(
    part: Part,
    name: str,
    contribution: Contribution,
    known: _Known,
    purpose: Purpose,
    told: _Told,
) -> pa.Table:
    rows = part.rows.append_column(
        CONTRIBUTOR, of_one_contributor(contribution.contributor, part.rows.num_rows)
    )
    if name in WITHOUT_PERSONS:
        return rows
    keys = pl.DataFrame(pl.from_arrow(rows.select(["person", *LABELS])))
    found = eligible(
        keys,
        facts_under(
            contribution.agreement, contribution.contributor, data_class=class_of_table(name)
        ),
        known.states,
        now=purpose.now,
        purpose=purpose.purpose,
        recipient=purpose.recipient,
        unauthorised=known.unauthorised.get(contribution.contributor, NOBODY),
    )
    told.clauses.update(found.clauses)
    told.obligations.update(found.obligations)
    counted = found.withheld.select(
        pl.lit(contribution.contributor).alias("contributor"),
        pl.lit(part.submission).alias("submission"),
        pl.lit(name).alias("table"),
        pl.all(),
    )
    told.withheld.append(counted.cast(WITHHELD_ROWS))
    return rows if found.keep.all() else rows.filter(found.keep.to_arrow())
