"""The states of a crowd: each directive's columns, and what they come to."""

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.consent.directive import consent_of
from policies.consent.judge import judge
from policies.consent.opt_out import opts_out
from policies.consent.revocation import revoked_with_copies
from policies.consent.several import Strategy, combined, newest_first
from policies.consent.states import consent_states, nobody
from schemas.records.consent_directive import ELEMENTS
from tests.builders.directives import directive, directives, opt_out, restriction
from tests.builders.facts import NOW, question

YESTERDAY, TODAY, TOMORROW = date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)


def only(*rows):
    """Return the state of the one person that the rows are of."""
    people = consent_states(directives(rows), question()).people
    return people.select("state", "opted_out").row(0)


CASES = {
    "a complete consent": ([directive("p")], ("in-force", False)),
    "an element is not attested": (
        [directive("p", signed=False)],
        ("deficient:signed", False),
    ),
    "an element is left open": ([directive("p", signed=None)], ("deficient:signed", False)),
    "of several missing ones the first is told": (
        [directive("p", signed=None, patient_named=None)],
        ("deficient:patient_named", False),
    ),
    "ends today": ([directive("p", expiry="day", end_day=TODAY)], ("in-force", False)),
    "ended yesterday": ([directive("p", expiry="day", end_day=YESTERDAY)], ("expired", False)),
    "a day is an expiry without a word": (
        [directive("p", expiry=None, end_day=TOMORROW)],
        ("in-force", False),
    ),
    "no expiry at all": ([directive("p", expiry=None)], ("deficient:expiry_stated", False)),
    "revoked today": ([directive("p", revoked_day=TODAY)], ("revoked", False)),
    "revoked tomorrow": ([directive("p", revoked_day=TOMORROW)], ("in-force", False)),
    "revoked at this instant": (
        [directive("p", revoked_day=TODAY, revoked_instant=NOW)],
        ("revoked", False),
    ),
    "revoked a second from now": (
        [directive("p", revoked_day=TODAY, revoked_instant=NOW + timedelta(seconds=1))],
        ("in-force", False),
    ),
    "signed tomorrow": ([directive("p", start_day=TOMORROW)], ("not-yet-in-force", False)),
    "signed some day this year": (
        [directive("p", start_day=date(2026, 1, 1), date_precision="year")],
        ("not-yet-in-force", False),
    ),
    "signed some day this month": (
        [directive("p", start_day=date(2026, 3, 1), date_precision="month")],
        ("not-yet-in-force", False),
    ),
    "signed some day last month": (
        [directive("p", start_day=date(2026, 2, 1), date_precision="month")],
        ("in-force", False),
    ),
    "signed some day of that month, the old elements": (
        [
            directive(
                "p",
                start_day=date(2026, 2, 1),
                date_precision="month",
                redisclosure_stated=False,
            )
        ],
        ("deficient:redisclosure_stated", False),
    ),
    "signed on the last day of the old elements": (
        [directive("p", start_day=date(2026, 2, 15), redisclosure_stated=False)],
        ("in-force", False),
    ),
    "a label among the classes of data": (
        [directive("p", data_classes="SUD")],
        ("in-force only SUD", False),
    ),
    "a class of data": ([directive("p", data_classes="clinical")], ("other-records", False)),
    "several classes of data": (
        [directive("p", data_classes="clinical; claims")],
        ("in-force", False),
    ),
    "a refusal": ([directive("p", decision="deny")], ("refused", False)),
    "an opt-out": ([opt_out("p")], ("none", True)),
    "an opt-out that was taken back": ([opt_out("p", revoked_day=YESTERDAY)], ("none", False)),
    "an opt-out from tomorrow on": ([opt_out("p", start_day=TOMORROW)], ("none", False)),
    "an opt-out of research": ([opt_out("p", purposes="HRESCH")], ("none", False)),
    "an opt-out of quality improvement": (
        [opt_out("p", purposes="HQUALIMP")],
        ("none", True),
    ),
    "a restriction alone": ([restriction("p")], ("none closed", False)),
    "a consent and a restriction": (
        [directive("p"), restriction("p")],
        ("in-force closed", False),
    ),
    "a consent and a restriction on a label": (
        [directive("p"), restriction("p", data_classes="HIV")],
        ("in-force closed to HIV", False),
    ),
    "a restriction on everything beside one on a label": (
        [restriction("p"), restriction("p", data_classes="HIV")],
        ("none closed to HIV closed", False),
    ),
    "a restriction that ended": (
        [directive("p"), restriction("p", revoked_day=YESTERDAY)],
        ("in-force", False),
    ),
    "a consent and an opt-out": ([directive("p"), opt_out("p")], ("in-force", True)),
    "a yes and a later no": (
        [directive("p"), directive("p", decision="deny", start_day=TODAY)],
        ("refused", False),
    ),
}


@pytest.mark.parametrize(("rows", "expected"), CASES.values(), ids=CASES)
def test_the_directives_of_a_person_come_to(rows, expected):
    state, opted_out = expected
    if (state, opted_out) == ("none", False):
        assert consent_states(directives(rows), question()).people.is_empty()
        return

    assert only(*rows) == expected


def test_an_opt_out_of_nothing_leaves_nobody():
    found = consent_states(directives([opt_out("p", purposes="HRESCH")]), question())

    assert found.people.is_empty()


def test_a_restriction_that_permits_something_is_no_consent():
    odd = restriction("p", decision="permit", recipients="hub", purposes="HOPERAT")
    whole = dict.fromkeys(ELEMENTS, True) | {"expiry": "none"}

    found = consent_states(directives([odd | whole]), question())

    assert found.people["state"].to_list() == ["none"]


def test_no_directives_leave_nobody():
    assert consent_states(directives([]), question()).people.equals(nobody().people)


def test_ten_thousand_days_make_few_patterns():
    first = date(1999, 1, 1)
    rows = [directive(f"p{n}", start_day=first + timedelta(days=n)) for n in range(10_000)]

    found = consent_states(directives(rows), question())

    # Before 2024-04-16, before 2026-02-16, until today, and not yet begun.
    assert found.patterns == 4
    assert found.people["state"].n_unique() == 3


DAYS = (
    st.none()
    | st.dates(date(2024, 4, 14), date(2024, 4, 18))
    | st.dates(date(2026, 2, 14), date(2026, 3, 4))
)
SOME_DAY = st.dates(date(2026, 2, 14), date(2026, 3, 4))
INSTANTS = st.none() | st.integers(-48, 48).map(lambda hours: NOW + timedelta(hours=hours))
ROWS = st.builds(
    lambda kind, person, flags, columns: kind(
        person, **(flags if kind is directive else {}), **columns
    ),
    st.sampled_from([directive, directive, opt_out, restriction]),
    st.sampled_from(["a", "b", "c"]),
    st.fixed_dictionaries(
        {name: st.sampled_from([True, True, True, True, False]) for name in ELEMENTS}
    ),
    st.fixed_dictionaries(
        {
            "decision": st.sampled_from(["permit", "permit", "deny"]),
            "purposes": st.sampled_from([None, "TREAT", "HOPERAT", "HRESCH;HQUALIMP"]),
            "data_classes": st.sampled_from([None, "claims", "HIV", "clinical"]),
            "recipients": st.sampled_from(["hub", "hub;dr-jones", "my health plans", None]),
            "expiry": st.sampled_from([None, "day", "event", "none"]),
            "start_day": DAYS,
            "start_instant": INSTANTS,
            "end_day": st.none() | SOME_DAY,
            "end_instant": INSTANTS,
            "revoked_day": st.none() | st.none() | SOME_DAY,
            "revoked_instant": st.none() | INSTANTS,
        }
    ),
)


SECOND = timedelta(seconds=1)
AROUND = (NOW - SECOND, NOW, NOW + SECOND, None)
# Where a rule turns: the old elements, consents without expiry, and today.
TURNS = (date(2024, 4, 15), date(2024, 4, 16), date(2026, 2, 15), date(2026, 2, 16))
CHANGES = {
    **dict.fromkeys(ELEMENTS, (False, None)),
    "decision": ("deny",),
    "kind": ("opt-out", "restriction"),
    "purposes": (None, "TREAT", "HRESCH"),
    "data_classes": ("claims", "HIV", "clinical"),
    "recipients": (None, "hub;dr-jones", "my health plans"),
    "expiry": (None, "day", "event"),
    "start_day": (*TURNS, TODAY, TOMORROW, None),
    "start_instant": AROUND,
    "end_day": (YESTERDAY, TODAY, TOMORROW, None),
    "end_instant": AROUND,
    "revoked_day": (YESTERDAY, TODAY, TOMORROW),
    "revoked_instant": AROUND,
}
BASES = {
    "no end": {},
    "an end": {"expiry": "day", "end_day": TOMORROW},
    "an end without a word": {"expiry": None, "end_day": TOMORROW},
    "the old elements": {"redisclosure_stated": False, "start_day": TURNS[2]},
    "the oldest elements": {"redisclosure_stated": False, "start_day": TURNS[0]},
}


@pytest.mark.parametrize("base", BASES.values(), ids=BASES)
def test_who_differs_in_one_thing_from_the_others_stands_by_it(base):
    changes = [
        {},
        *({name: value} for name, values in CHANGES.items() for value in values),
    ]
    table = directives([directive(f"p{at}", **base | each) for at, each in enumerate(changes)])
    asked = question()

    found = consent_states(table, asked)

    assert _as_pairs(found.people) == _one_by_one(table, asked, Strategy.DENY_OVERRIDES)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=6), st.sampled_from(Strategy))
def test_judging_by_pattern_is_judging_one_by_one(rows, strategy):
    table = directives(rows)
    asked = question()

    found = consent_states(table, asked, strategy=strategy)

    assert _as_pairs(found.people) == _one_by_one(table, asked, strategy)


def _as_pairs(people: pl.DataFrame) -> dict[str, tuple[str, bool]]:
    return {person: (state, out) for person, state, out in people.iter_rows()}


def _one_by_one(table: pl.DataFrame, asked, strategy) -> dict[str, tuple[str, bool]]:
    found = {}
    for (person,), rows in table.group_by("person"):
        consents = [
            consent_of(row) for row in rows.iter_rows(named=True) if row["kind"] != "opt-out"
        ]
        out = any(
            opts_out(consent_of(row), asked)
            for row in rows.iter_rows(named=True)
            if row["kind"] == "opt-out"
        )
        known = revoked_with_copies(consents, asked.now)
        state = combined(newest_first(judge(each, asked) for each in known), strategy)
        # Of what is missing only the first is told of a crowd.
        if consents or out:
            found[person] = (replace(state, missing=state.missing[:1]).title, out)
    return found
