"""Why a person has the practice of record that he or she has: every candidate, in its order."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from hub.measures.engine import Limits, answer
from hub.measures.placement.placed import PRACTICE
from hub.measures.placement.rule import PlacementRule, rule_named
from hub.measures.tables import Rows
from hub.measures.value_sets import DEFAULT, value_sets_of
from schemas.period import Period

# By priority of the rule, what put the practice forward.
PASSES = {1: "chosen", 2: "roster", 3: "registry", 4: "computed by the sender", 5: "visits"}

CANDIDATE = pl.Schema(
    {
        "person": pl.String,
        "place": pl.Int64,
        "practice": pl.String,
        "pass": pl.String,
        "days": pl.Int64,
        "first_day": pl.Date,
        "last_day": pl.Date,
        "told_by": pl.String,
    }
)
"""A candidate. `days` are those on the list in the period, or those with a primary care visit in 24
months; `told_by` is whose list it is, empty for visits. `place` 1 is the practice of record."""

_EVIDENCE = """
, list_evidence as (
    select person, practice, priority, min(first_day) as first_day, lister as told_by
    from listed
    group by person, practice, priority, lister
),

evidence as (
    select person, practice, min(first_day) as first_day, min(told_by) as told_by, 1 as on_list
    from list_evidence
    group by person, practice
    union all
    select person, practice, min(visit_day) as first_day, '' as told_by, 0 as on_list
    from primary_care_visit
    group by person, practice
)

select
    candidate.person,
    ranked.place,
    candidate.practice,
    candidate.priority,
    candidate.days,
    evidence.first_day,
    candidate.last_day,
    evidence.told_by
from candidate
join ranked
    on ranked.person = candidate.person
    and ranked.practice = candidate.practice
    and ranked.priority = candidate.priority
join evidence
    on evidence.person = candidate.person
    and evidence.practice = candidate.practice
    and evidence.on_list = case when candidate.priority = 5 then 0 else 1 end
"""


def candidates(
    tables: Mapping[str, Rows],
    period: Period,
    *,
    persons: Collection[str] = (),
    limits: Limits | None = None,
    folders: Sequence[Path] = DEFAULT,
) -> pl.DataFrame:
    """Return every candidate for the practice of record, with the columns of CANDIDATE, in order.

    The criteria are those of the rule itself, so the first place is what the rule says. `persons`
    narrows the answer; none given means everybody.
    """
    query = _explaining(rule_named(PRACTICE))
    found = answer(query, tables, period, value_sets_of(query, folders), limits=limits or Limits())
    chosen = found.filter(pl.col("person").is_in(list(persons))) if persons else found
    passes = pl.col("priority").replace_strict(PASSES, return_dtype=pl.String)
    return (
        chosen.with_columns(passes.alias("pass"))
        .select(CANDIDATE.names())
        .cast(CANDIDATE)
        .sort("person", "place")
    )


def _explaining(rule: PlacementRule) -> PlacementRule:
    """Return the rule with all of its criteria, and another question asked of them."""
    head, _, _ = rule.sql.rpartition("\n\nselect\n")
    return replace(rule, sql=head.rstrip() + _EVIDENCE)
