"""Which rows may be used: each class of rows is decided once, and the answers are joined back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import numpy as np
import polars as pl

from policies.agreement.agreement import Agreement
from policies.basis import Basis
from policies.capacity import Capacity
from policies.consent.states import ConsentStates
from policies.decision import Decision, Reason
from policies.part2.s2_12_a_applicability import restricts
from policies.recipient import Recipient
from policies.regime import decide
from policies.regimes import REGIMES
from policies.request import DisclosureRequest
from policies.row_classes import NOBODY, RowClass, RowClasses, row_classes
from policies.sensitivity import excluded
from schemas.record import record

WITHHELD = pl.Schema(
    {
        "rule": pl.String,
        "citation": pl.String,
        "reason": pl.String,
        "authority": pl.String,
        "rows": pl.Int64,
        "people": pl.Int64,
    }
)


@record
class ContributorFacts:
    """What holds for every row of one class of data that one contributor handed in."""

    contributor: str
    capacities: frozenset[Capacity]
    basis: Basis
    data_class: str
    agreement: Agreement | None
    strict: bool
    state: str


@record
class Eligibility:
    """`keep` is as long as the rows and in their order; `withheld` counts the others.

    `withheld` has the columns of WITHHELD, a row for each first reason of a refusal, the most rows
    first; `people` is how many persons they are of. `obligations` and `clauses` are those of the
    classes that are kept.
    """

    keep: pl.Series
    withheld: pl.DataFrame
    obligations: frozenset[str]
    clauses: frozenset[str]
    classes: int


def facts_under(agreement: Agreement, contributor: str, *, data_class: str) -> ContributorFacts:
    """Return the facts of a contributor's rows as its agreement has them."""
    return ContributorFacts(
        contributor=contributor,
        capacities=agreement.capacities,
        basis=agreement.basis,
        data_class=data_class,
        agreement=agreement,
        strict=agreement.strict,
        state=agreement.state,
    )


def eligible(
    rows: pl.DataFrame | pl.LazyFrame,
    facts: ContributorFacts,
    states: ConsentStates,
    *,
    now: datetime,
    purpose: str,
    recipient: Recipient,
    unauthorised: pl.Series = NOBODY,
) -> Eligibility:
    """Decide each class of the rows once and say which rows may be used.

    `rows` is as `row_classes` wants it; `states` were judged for the same recipient, purpose, class
    of data and now, and are read as they hold for this contributor; `unauthorised` are the persons
    whose self-funded plan lacks its sponsor's authorisation. A row is the smallest thing that can
    be left out: where a decision redacts a label, the rows that carry it are withheld.
    """
    own = states.for_rows_of(facts.contributor)
    classes = row_classes(rows, own, unauthorised=unauthorised)
    kept = np.zeros(classes.bound, dtype=np.bool_)
    permits, withheld = list[Decision](), dict[Reason, list[RowClass]]()
    for found in classes.present:
        request = _request(found, facts, now=now, purpose=purpose, recipient=recipient)
        decision = decide(request, REGIMES)
        reason = withheld_for(decision, request)
        if reason is None:
            kept[found.code] = True
            permits.append(decision)
        else:
            withheld.setdefault(reason, []).append(found)
    return Eligibility(
        keep=pl.Series("keep", kept[classes.codes], dtype=pl.Boolean),
        withheld=_counted(withheld, _people(rows, classes, withheld)),
        obligations=frozenset[str]().union(*(decision.obligations for decision in permits)),
        clauses=frozenset(decision.clause for decision in permits),
        classes=len(classes.present),
    )


def withheld_for(decision: Decision, request: DisclosureRequest) -> Reason | None:
    """Return the reason for which a record with these labels stays out as a whole, if it does."""
    if not decision.permitted:
        return decision.reasons[0]
    part2 = restricts(request)
    left_out = (
        reason
        for reason in decision.reasons
        if excluded(reason.redact & decision.redact, request.sensitivity, part2=part2)
    )
    return next(left_out, None)


def _request(
    found: RowClass,
    facts: ContributorFacts,
    *,
    now: datetime,
    purpose: str,
    recipient: Recipient,
) -> DisclosureRequest:
    return DisclosureRequest(
        now=now,
        contributor=facts.contributor,
        capacities=facts.capacities,
        recipient=recipient,
        purpose=purpose,
        data_class=facts.data_class,
        basis=facts.basis,
        provenance=found.provenance,
        sensitivity=found.sensitivity,
        consent=found.consent,
        opted_out=found.opted_out,
        unauthorised_plan=found.unauthorised_plan,
        agreement=facts.agreement,
        strict=facts.strict,
        state=facts.state,
    )


def _people(
    rows: pl.DataFrame | pl.LazyFrame,
    classes: RowClasses,
    withheld: Mapping[Reason, Sequence[RowClass]],
) -> list[int]:
    """Return for each reason how many persons its rows are of; none where rows name no person."""
    if not withheld or "person" not in rows.lazy().collect_schema().names():
        return [0] * len(withheld)
    number = np.full(classes.bound, -1, dtype=np.int16)
    for place, held in enumerate(withheld.values()):
        number[[found.code for found in held]] = place
    why = pl.Series("why", number[classes.codes])
    out = rows.lazy().select("person").collect().with_columns(why).filter(pl.col("why") >= 0)
    counts = dict(out.group_by("why").agg(pl.col("person").n_unique()).iter_rows())
    return [counts[place] for place in range(len(withheld))]


def _counted(withheld: Mapping[Reason, Sequence[RowClass]], people: Sequence[int]) -> pl.DataFrame:
    counted = [
        (
            reason.rule,
            reason.citation,
            reason.text,
            str(reason.authority),
            sum(found.rows for found in held),
            persons,
        )
        for (reason, held), persons in zip(withheld.items(), people, strict=True)
    ]
    frame = pl.DataFrame(counted, schema=WITHHELD, orient="row")
    return (
        frame.group_by("rule", "citation", "reason", "authority")
        .agg(pl.col("rows").sum(), pl.col("people").max())
        .sort("rows", "rule", "reason", descending=[True, False, False])
    )
