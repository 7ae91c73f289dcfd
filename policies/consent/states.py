"""The state of everybody's consents for one question: each distinct consent is judged once.

Directives that differ only in their key, their person or the exact days come to the same answer: a
rule looks at a day only to learn whether it is reached or past, and under which version of the law
it lies. So the directives are grouped by what they say and by these few facts, one of each group is
judged by the pure rules, and the answers are joined back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

import polars as pl

from policies.consent.consent import NO_CONSENT, ConsentState, Standing
from policies.consent.directive import consent_of
from policies.consent.elements import PARAMETERS
from policies.consent.judge import Judged, judge
from policies.consent.opt_out import opts_out
from policies.consent.revocation import SHUT, once_shut, reaching_copies, shut_by_own
from policies.consent.several import Strategy, combined
from policies.consent.terms import Question
from policies.parameter import turning_days
from schemas.record import record
from schemas.records.consent_directive import ELEMENTS

_SAID = ("decision", "kind", *ELEMENTS, "purposes", "data_classes", "recipients", "expiry")
# Where there is no end, `ended` is unknown.
_FACTS = ("revoked", "ended", "begun", "version")
_DISTINCT = [*(f"said_{name}" for name in _SAID), *_FACTS]


@record
class ConsentStates:
    """Who stands where: `people` has person, state (a key of `meanings`) and opted_out.

    Somebody without a row has given no consent and has not opted out. `shut` (SHUT) are those who
    revoked with a contributor: its own rows stay out, whatever others hold.
    """

    people: pl.DataFrame
    meanings: Mapping[str, ConsentState]
    shut: pl.DataFrame
    patterns: int = 0

    def for_rows_of(self, contributor: str) -> "ConsentStates":
        """Return where everybody stands for the rows of one contributor."""
        shut = self.shut.filter(pl.col("contributor") == contributor)
        if shut.is_empty():
            return self
        closed = {title: once_shut(state) for title, state in self.meanings.items()}
        titles = {title: state.title for title, state in closed.items()}
        is_shut = pl.col("person").is_in(shut["person"].implode())
        ended = pl.col("state").replace_strict(titles, return_dtype=pl.String)
        return replace(
            self,
            people=self.people.with_columns(
                state=pl.when(is_shut).then(ended).otherwise(pl.col("state"))
            ),
            meanings=_meanings([*self.meanings.values(), *closed.values()]),
        )


def nobody() -> ConsentStates:
    """Return the states of a crowd in which nobody has consented or opted out."""
    return ConsentStates(
        people=pl.DataFrame(
            schema={"person": pl.String, "state": pl.String, "opted_out": pl.Boolean}
        ),
        meanings=_meanings([]),
        shut=pl.DataFrame(schema=SHUT),
    )


def consent_states(
    directives: pl.DataFrame, question: Question, *, strategy: Strategy = Strategy.DENY_OVERRIDES
) -> ConsentStates:
    """Judge the rows of consent_directive tables for one question: recipient, purpose, class, now.

    `directives` also has the `contributor` of each row. Rows of all submissions may be joined: one
    contributor may rest on what another sent, until the patient revokes with it, or revokes a copy.
    """
    if directives.is_empty():
        return nobody()
    rows = reaching_copies(_with_facts(directives, question.now))
    examples = rows.unique(_DISTINCT, keep="first", maintain_order=True).with_row_index("pattern")
    rows = rows.join(
        examples.select("pattern", *_DISTINCT), on=_DISTINCT, how="left", nulls_equal=True
    )
    judged, opted = _judge_each(examples, question)
    rows = _with_answers(rows, judged)
    meanings, consents = _consents(rows.filter(pl.col("kind") != "opt-out"), judged, strategy)
    opt_outs = (
        rows.filter(pl.col("pattern").is_in(opted))
        .select("person", opted_out=pl.lit(value=True))
        .unique()
    )
    people = consents.join(opt_outs, on="person", how="full", coalesce=True).with_columns(
        pl.col("state").fill_null(NO_CONSENT.title), pl.col("opted_out").fill_null(value=False)
    )
    return ConsentStates(
        people=people, meanings=meanings, shut=shut_by_own(rows), patterns=examples.height
    )


def _with_facts(directives: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """Add what a rule may learn of the days of each directive, and what the directive says."""
    day = pl.coalesce("start_day", pl.col("start_instant").dt.date())
    precision = pl.col("date_precision").fill_null("day")
    # A consent of an imprecise day counts as signed on the last day that it may have been.
    signed = (
        pl.when(precision == "year")
        .then(pl.date(day.dt.year(), 12, 31))
        .when(precision == "month")
        .then(day.dt.month_end())
        .otherwise(day)
    )
    return directives.with_columns(start_day=signed).with_columns(
        *(pl.col(name).alias(f"said_{name}") for name in _SAID),
        revoked=_reached("revoked", now).fill_null(value=False),
        ended=_past("end", now),
        begun=_reached("start", now),
        version=_version(pl.col("start_day")),
        # A mere day counts as its first instant, as in `in_time`.
        signed_at=pl.coalesce("start_instant", pl.col("start_day").cast(pl.Datetime("us", "UTC"))),
    )


def _reached(name: str, now: datetime) -> pl.Expr:
    instant, day = pl.col(f"{name}_instant"), pl.col(f"{name}_day")
    return pl.coalesce(instant <= now, day <= now.date())


def _past(name: str, now: datetime) -> pl.Expr:
    instant, day = pl.col(f"{name}_instant"), pl.col(f"{name}_day")
    return pl.coalesce(instant < now, day < now.date())


def _version(signed: pl.Expr) -> pl.Expr:
    turns = (signed >= day for day in turning_days(*PARAMETERS))
    return pl.when(signed.is_not_null()).then(pl.sum_horizontal(*turns))


def _judge_each(examples: pl.DataFrame, question: Question) -> tuple[list[Judged], list[int]]:
    judged, opted = list[Judged](), list[int]()
    for row in examples.iter_rows(named=True):
        # What a copy says of its end counts, where the row itself does not.
        consent = replace(consent_of(row), is_revoked=row["revoked"])
        judged.append(judge(consent, question))
        if row["kind"] == "opt-out" and opts_out(consent, question):
            opted.append(row["pattern"])
    return judged, opted


def _with_answers(rows: pl.DataFrame, judged: Sequence[Judged]) -> pl.DataFrame:
    answers = pl.DataFrame(
        {
            "refuses": [one.refuses for one in judged],
            "withdrawn": [one.withdrawn for one in judged],
            "in_force": [one.standing is Standing.IN_FORCE for one in judged],
        },
        schema_overrides=dict.fromkeys(("refuses", "withdrawn", "in_force"), pl.Boolean),
    )
    return rows.with_columns(answers[rows["pattern"]])


def _consents(
    rows: pl.DataFrame, judged: Sequence[Judged], strategy: Strategy
) -> tuple[Mapping[str, ConsentState], pl.DataFrame]:
    newest = rows.sort(
        *("start_day", "signed_at", "refuses"),
        descending=True,
        nulls_last=True,
        maintain_order=True,
    )
    held = newest.group_by("person", maintain_order=True).agg("pattern")
    several = held.select("pattern").unique(maintain_order=True)
    states = [
        _few(combined([judged[pattern] for pattern in patterns], strategy))
        for patterns in several["pattern"].to_list()
    ]
    titled = several.with_columns(
        state=pl.Series([state.title for state in states], dtype=pl.String)
    )
    people = held.join(titled, on="pattern", how="left").select("person", "state")
    return _meanings(states), people


def _few(state: ConsentState) -> ConsentState:
    # Of what is missing the first is enough to refuse, and keeps the states few.
    return replace(state, missing=state.missing[:1])


def _meanings(states: Sequence[ConsentState]) -> Mapping[str, ConsentState]:
    return MappingProxyType({state.title: state for state in (NO_CONSENT, *states)})
