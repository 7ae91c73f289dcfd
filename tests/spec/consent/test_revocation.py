"""Whom a revocation binds: its own contributor, and every holder of a copy."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.basis import Basis
from policies.consent.consent import Standing
from policies.consent.directive import consent_of
from policies.consent.judge import judge
from policies.consent.revocation import once_shut, revoked_with_copies
from policies.consent.several import Strategy, combined, newest_first
from policies.consent.states import consent_states
from policies.eligibility import eligible, facts_under
from policies.moment import Moment
from tests.builders.directives import directive, directives, opt_out, restriction
from tests.builders.facts import (
    HUB,
    NOW,
    PAYER,
    agreement,
    consent,
    permission,
    question,
    refusal,
    state,
)

YESTERDAY, TODAY, TOMORROW = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)
LATER = date(2026, 3, 2)
NOON, EVENING = datetime(2026, 3, 1, 12, tzinfo=UTC), datetime(2026, 3, 1, 20, tzinfo=UTC)


def payer(**columns):
    return directive("p") | {"contributor": "payer"} | columns


def program(**columns):
    """A consent of the same person to the hub, signed on another day than the payer's."""
    return directive("p", contributor="program", **({"start_day": date(2026, 2, 20)} | columns))


def copy(**columns):
    """What the payer holds, in the program's hands."""
    return payer(**columns) | {"contributor": "program"}


def stands(rows, whose, strategy=Strategy.DENY_OVERRIDES):
    found = consent_states(directives(rows), question(), strategy=strategy)
    people = found.for_rows_of(whose).people
    return people["state"].to_list() or ["none"]


REVOKED = {"revoked_day": YESTERDAY}
WORDS = {"purposes": "hoperat; TREAT;HPAYMT", "recipients": "Hub"}

# name: directives, what the payer's rows come to, the program's, and those of one who sent nothing
CASES = {
    "nobody revoked": ([payer(), program()], "in-force", "in-force", "in-force"),
    "one document, held by one": ([program()], "in-force", "in-force", "in-force"),
    "one document, revoked": ([program(**REVOKED)], "revoked", "revoked", "revoked"),
    "the payer's own is revoked, the program's another": (
        [payer(**REVOKED), program()],
        "revoked",
        "in-force",
        "in-force",
    ),
    "the program's own is revoked, the payer's another": (
        [payer(), program(**REVOKED)],
        "in-force",
        "revoked",
        "in-force",
    ),
    "revoked from tomorrow on": (
        [payer(revoked_day=TOMORROW), program()],
        "in-force",
        "in-force",
        "in-force",
    ),
    "revoked today": ([payer(revoked_day=TODAY), program()], "revoked", "in-force", "in-force"),
    "revoked, and consented anew with the same": (
        [payer(**REVOKED), payer(start_day=LATER), program()],
        "in-force",
        "in-force",
        "in-force",
    ),
    "revoked, and consented anew to somebody else alone": (
        [payer(**REVOKED), payer(start_day=LATER, recipients="dr-jones"), program()],
        "revoked",
        "in-force",
        "in-force",
    ),
    "what was revoked named somebody else alone": (
        [payer(**REVOKED, recipients="dr-jones"), program()],
        "in-force",
        "in-force",
        "in-force",
    ),
    "what was revoked named the hub and somebody else": (
        [payer(**REVOKED, recipients="dr-jones;hub"), program()],
        "revoked",
        "in-force",
        "in-force",
    ),
    "what was revoked named a class, which the hub may be of": (
        [payer(**REVOKED, recipients="my health plans"), program()],
        "revoked",
        "in-force",
        "in-force",
    ),
    "what was revoked named nobody": (
        [payer(**REVOKED, recipients=None), program()],
        "revoked",
        "in-force",
        "in-force",
    ),
    "what was revoked was for another purpose": (
        [payer(**REVOKED, purposes="TREAT"), program()],
        "in-force",
        "in-force",
        "in-force",
    ),
    "what was revoked lacked something": (
        [payer(**REVOKED, signed=False), program()],
        "revoked",
        "in-force",
        "in-force",
    ),
    "a refusal that was taken back": (
        [payer(**REVOKED, decision="deny"), program()],
        "in-force",
        "in-force",
        "in-force",
    ),
    "an opt-out that was taken back": (
        [opt_out("p", contributor="payer", **REVOKED), program()],
        "in-force",
        "in-force",
        "in-force",
    ),
    "a restriction that ended": (
        [restriction("p", contributor="payer", **REVOKED), program()],
        "in-force",
        "in-force",
        "in-force",
    ),
    "a restriction that ended, and says what the consent says": (
        [payer() | {"kind": "restriction"} | REVOKED, program(start_day=YESTERDAY)],
        "in-force",
        "in-force",
        "in-force",
    ),
    "revoked, restricted and refused": (
        [payer(**REVOKED), restriction("p"), program(decision="deny")],
        "refused closed",
        "refused closed",
        "refused closed",
    ),
    "revoked, and restricted on a label": (
        [payer(**REVOKED), restriction("p", data_classes="HIV"), program()],
        "revoked closed to HIV",
        "in-force closed to HIV",
        "in-force closed to HIV",
    ),
    # copies
    "a copy of what was revoked": ([payer(**REVOKED), copy()], "revoked", "revoked", "revoked"),
    "of two revocations of one document the earlier counts": (
        [payer(revoked_day=TOMORROW), copy(revoked_day=TODAY)],
        "revoked",
        "revoked",
        "revoked",
    ),
    "a copy in other spelling and order": (
        [payer(**REVOKED), copy(**WORDS)],
        "revoked",
        "revoked",
        "revoked",
    ),
    "a copy that lasts longer": (
        [payer(**REVOKED, expiry="day", end_day=TODAY), copy()],
        "revoked",
        "revoked",
        "revoked",
    ),
    "signed the day before": (
        [payer(**REVOKED), copy(start_day=date(2026, 2, 28))],
        "revoked",
        "in-force",
        "in-force",
    ),
    "signed at another hour of the day": (
        [payer(**REVOKED, start_instant=NOON), copy(start_instant=EVENING)],
        "revoked",
        "revoked",
        "revoked",
    ),
    "signed on a day that nobody knows, beside another that is in force": (
        [
            payer(**REVOKED, start_day=None),
            copy(start_day=None),
            payer(start_day=LATER) | {"contributor": "clinic"},
        ],
        "revoked",
        "revoked",
        "in-force",
    ),
    "other purposes": (
        [payer(**REVOKED), copy(purposes="HOPERAT")],
        "revoked",
        "in-force",
        "in-force",
    ),
    "other records": (
        [payer(**REVOKED), copy(data_classes="claims")],
        "revoked",
        "in-force",
        "in-force",
    ),
    "another recipient beside": (
        [payer(**REVOKED), copy(recipients="hub;dr-jones")],
        "revoked",
        "in-force",
        "in-force",
    ),
    "a refusal that was taken back with one holder": (
        [payer(**REVOKED, decision="deny"), copy(decision="deny")],
        "refused",
        "refused",
        "refused",
    ),
    "a restriction that ended with one holder": (
        [payer(), restriction("p", **REVOKED), restriction("p", contributor="program")],
        "in-force closed",
        "in-force closed",
        "in-force closed",
    ),
}


@pytest.mark.parametrize(("rows", "own", "others", "nobodys"), CASES.values(), ids=CASES)
def test_a_revocation_binds(rows, own, others, nobodys):
    whose = {"payer": own, "program": others, "clinic": nobodys}

    assert {name: stands(rows, name) for name in whose} == {
        name: [expected] for name, expected in whose.items()
    }


def test_a_revocation_of_one_person_leaves_others_alone():
    rows = [payer(**REVOKED), program(), payer(person="q"), program() | {"person": "q"}]
    found = consent_states(directives(rows), question()).for_rows_of("payer")

    assert dict(found.people.select("person", "state").iter_rows()) == {
        "p": "revoked",
        "q": "in-force",
    }


def signed(day, **facts):
    return consent(signed=Moment(day=date(2026, 2, day)), **facts)


OVER = {"revoked": Moment(day=YESTERDAY)}
ELSEWHERE = {"provisions": (permission(recipients=frozenset({"dr-jones"})),)}
BUT_HIV = {"provisions": (permission(exceptions=(refusal(labels=frozenset({"HIV"})),)),)}
AS_WRITTEN = {"provisions": (permission(recipients=frozenset({"HUB"})),)}
BY_ID = {"provisions": (permission(recipients=frozenset({"Organization/hub", "hub"})),)}
BY_ADDRESS = {
    "provisions": (permission(recipients=frozenset({"https://x.test/Organization/hub", "hub"})),)
}
OF_ANOTHER = {"provisions": (permission(disclosers=frozenset({"other-clinic"})),)}
NO = {"provisions": (refusal(),)}

ASKED = question(disclosers=frozenset({"clinic"}))
# name: documents, what they come to by deny-overrides, by most-recent
DOCUMENTS = {
    "an older one stands beside what was revoked, but does not come back": (
        [signed(1), signed(2, **OVER)],
        "in-force",
        "revoked",
    ),
    "a newer one stands": ([signed(1, **OVER), signed(2)], "in-force", "in-force"),
    "what was revoked named somebody else": (
        [signed(1), signed(2, **ELSEWHERE, **OVER)],
        "in-force",
        "in-force",
    ),
    "a copy": ([signed(1), signed(1, **OVER)], "revoked", "revoked"),
    "a copy that the status alone says is over": (
        [signed(1), signed(1, is_revoked=True)],
        "revoked",
        "revoked",
    ),
    "what was revoked let somebody else disclose": (
        [signed(1), signed(2, **OF_ANOTHER, **OVER)],
        "in-force",
        "in-force",
    ),
    "a copy, from tomorrow on": (
        [signed(1), signed(1, revoked=Moment(day=TOMORROW))],
        "in-force",
        "in-force",
    ),
    "a copy in another spelling": ([signed(1), signed(1, **AS_WRITTEN, **OVER)], *["revoked"] * 2),
    "a copy that refers to the recipient from another place": (
        [signed(1, **BY_ID), signed(1, **BY_ADDRESS, **OVER)],
        "revoked",
        "revoked",
    ),
    "a copy with an exception says something else": (
        [signed(1), signed(1, **BUT_HIV, **OVER)],
        "in-force",
        "in-force",
    ),
    "a copy, signed on a day that nobody knows": (
        [consent(signed=None), consent(signed=None, **OVER), signed(1)],
        "in-force",
        "in-force",
    ),
    "a restriction of the same words that ended": (
        [signed(1), signed(1, restriction=True, **OVER)],
        "in-force",
        "in-force",
    ),
    "a draft of the same words": (
        [signed(1), signed(1, void=True, **OVER)],
        "in-force",
        "in-force",
    ),
    "a refusal, taken back in one copy": (
        [signed(1, **NO), signed(1, **NO, **OVER)],
        "refused",
        "refused",
    ),
}


@pytest.mark.parametrize(("held", "strict", "last"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_documents_of_one_person_come_to(held, strict, last):
    judged = newest_first(judge(one, ASKED) for one in revoked_with_copies(held, NOW))

    assert combined(judged, Strategy.DENY_OVERRIDES).title == strict
    assert combined(judged, Strategy.MOST_RECENT).title == last


def test_what_is_shut_keeps_what_the_patient_refused_and_restricted():
    held = state(
        Standing.IN_FORCE,
        only=frozenset({"SUD"}),
        redact=frozenset({"HIV"}),
        closed=True,
        closed_to=frozenset({"MH"}),
        members_unnamed=True,
    )

    assert once_shut(held).title == "revoked except HIV closed to MH closed"
    assert once_shut(state(Standing.REFUSED)).title == "refused"


CONTRIBUTORS = ("payer", "program", "clinic")
DIRECTIVES = st.builds(
    lambda kind, person, columns: kind(person, **columns),
    st.sampled_from([directive, directive, directive, opt_out, restriction]),
    st.sampled_from(["a", "b"]),
    st.fixed_dictionaries(
        {
            "contributor": st.sampled_from(CONTRIBUTORS[:2]),
            "decision": st.sampled_from(["permit", "permit", "permit", "deny"]),
            "purposes": st.sampled_from(["HOPERAT", "HOPERAT", "TREAT", None]),
            "data_classes": st.sampled_from([None, None, "claims", "SUD", "HIV"]),
            "recipients": st.sampled_from(["hub", "hub", "Hub", "dr-jones", "my health plans"]),
            "signed": st.sampled_from([True, True, True, False]),
            "start_day": st.sampled_from([date(2026, 2, 20), YESTERDAY, TOMORROW, None]),
            "revoked_day": st.sampled_from([None, None, YESTERDAY, TOMORROW]),
        }
    ),
)
SOME = st.lists(DIRECTIVES, min_size=1, max_size=6)


@settings(max_examples=50, deadline=None)
@given(SOME, st.sampled_from(Strategy))
def test_reading_a_crowd_is_reading_the_documents_of_each_holder_one_by_one(rows, strategy):
    table = directives(rows)
    found = consent_states(table, question(), strategy=strategy)

    for whose in CONTRIBUTORS:
        people = found.for_rows_of(whose).people
        crowd = dict(people.select("person", "state").iter_rows())
        assert crowd == {
            person: _alone(table.filter(person=person), whose, strategy) for person in crowd
        }


def _alone(rows, whose, strategy):
    held = rows.filter(pl.col("kind") != "opt-out")
    consents = revoked_with_copies([consent_of(row) for row in held.iter_rows(named=True)], NOW)
    judged = [judge(each, question()) for each in consents]
    come_to = combined(newest_first(judged), strategy)
    come_to = replace(come_to, missing=come_to.missing[:1])
    own = [
        one
        for one, who, kind in zip(judged, held["contributor"], held["kind"], strict=True)
        if who == whose and kind == "part2"
    ]
    is_open = any(one.standing is Standing.IN_FORCE for one in own)
    shut = any(one.withdrawn for one in own) and not is_open
    return once_shut(come_to).title if shut else come_to.title


ROWS = pl.DataFrame(
    [
        (person, provenance, labels)
        for person in ("a", "b")
        for provenance in ("yes", "no")
        for labels in ([], ["SUD"], ["HIV"], ["SUD", "HIV"])
    ],
    schema={"person": pl.String, "part2_provenance": pl.String, "sensitivity": pl.List(pl.String)},
    orient="row",
)


def used(rows, whose, strategy):
    found = eligible(
        ROWS,
        facts_under(
            agreement(capacities=PAYER, basis=Basis.LIMITED_DATA_SET), whose, data_class="claims"
        ),
        consent_states(directives(rows), question(), strategy=strategy),
        now=NOW,
        purpose="HQUALIMP",
        recipient=HUB,
    )
    return found.keep


@settings(max_examples=30, deadline=None)
@given(SOME, st.data(), st.sampled_from(Strategy))
def test_one_revocation_more_never_permits_more(rows, data, strategy):
    consents = [at for at, row in enumerate(rows) if row["decision"] == "permit"]
    if not consents:
        return
    at = data.draw(st.sampled_from(consents))
    more = [*rows[:at], rows[at] | {"revoked_day": YESTERDAY}, *rows[at + 1 :]]

    for whose in CONTRIBUTORS:
        assert not (used(more, whose, strategy) & ~used(rows, whose, strategy)).any()


@settings(max_examples=30, deadline=None)
@given(SOME, st.sampled_from(Strategy))
def test_who_revoked_all_with_a_contributor_has_no_program_record_used_from_it(rows, strategy):
    taken_back = [
        row | {"revoked_day": YESTERDAY, "purposes": "HOPERAT", "recipients": "hub"}
        if row["contributor"] == "payer" and row["kind"] == "part2"
        else row
        for row in rows
    ]
    told = {
        row["person"]
        for row in taken_back
        if (row["contributor"], row["kind"], row["decision"]) == ("payer", "part2", "permit")
    }
    kept = ROWS.filter(used(taken_back, "payer", strategy))

    assert kept.filter(pl.col("person").is_in(told), part2_provenance="yes").is_empty()
