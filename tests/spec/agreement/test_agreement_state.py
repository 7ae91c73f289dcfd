"""The state of an agreement, worked out from its facts and the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.agreement.state import (
    AgreementState,
    signed_by,
    state_of,
    uncertified,
)
from policies.lifecycle.lifecycles import lifecycle
from tests.builders.facts import NOW, agreement, signature

SECOND = timedelta(seconds=1)
HUB, OTHER = signature("hub"), signature("contributor")
CERTIFIED = {"datasets": frozenset({"s1"}), "certified": frozenset({"s1"})}

CASES = {
    "nobody has signed": ({"signatures": ()}, "draft"),
    "one of two has signed": ({"signatures": (HUB,)}, "partly-signed"),
    "both have signed": ({}, "active"),
    "both, but an amended text": ({"text_hash": "text-2"}, "draft"),
    "both, and it begins tomorrow": ({"effective": date(2026, 3, 3)}, "signed"),
    "both, and it begins today": ({"effective": date(2026, 3, 2)}, "active"),
    "it ends today": ({"expires": date(2026, 3, 2)}, "active"),
    "it ended yesterday": ({"expires": date(2026, 3, 1)}, "expired"),
    "nobody signed, and it ended yesterday": (
        {"signatures": (), "expires": date(2026, 3, 1)},
        "draft",
    ),
    "suspended": ({"suspended": NOW}, "suspended"),
    "to be suspended": ({"suspended": NOW + SECOND}, "active"),
    "suspended, and it ended yesterday": (
        {"suspended": NOW, "expires": date(2026, 3, 1)},
        "expired",
    ),
    "terminated": ({"terminated": NOW}, "terminated"),
    "terminated while suspended": ({"suspended": NOW, "terminated": NOW}, "terminated"),
    "closed": ({"terminated": NOW, "closed": NOW} | CERTIFIED, "closed"),
    "closed after it expired": (
        {"expires": date(2026, 3, 1), "closed": NOW} | CERTIFIED,
        "closed",
    ),
    "closed without a certificate": (
        {"terminated": NOW, "closed": NOW, "datasets": frozenset({"s1"})},
        "terminated",
    ),
    "closed though it runs": ({"closed": NOW} | CERTIFIED, "active"),
}


@pytest.mark.parametrize(("terms", "expected"), CASES.values(), ids=CASES)
def test_an_agreement_is(terms, expected):
    assert state_of(agreement(**terms), NOW) == expected


def test_every_state_is_reached_by_a_case():
    assert {expected for _, expected in CASES.values()} == {str(one) for one in AgreementState}


def test_the_states_are_those_of_the_lifecycle():
    assert set(lifecycle("agreement").states) == {str(one) for one in AgreementState}


def test_only_signatures_under_the_text_as_it_stands_count():
    held = agreement(signatures=(HUB, signature("contributor", text_hash="text-0")))

    assert signed_by(held, NOW.date()) == {"hub"}


def test_what_lacks_a_certificate_is_told():
    held = agreement(datasets=frozenset({"s1", "s2"}), certified=frozenset({"s1"}))

    assert uncertified(held) == {"s2"}


@given(st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1)))  # noqa: DTZ001
def test_an_agreement_that_nobody_touches_begins_once_and_ends_once(instant):
    state = state_of(agreement(), instant.replace(tzinfo=UTC))

    day = instant.date()
    expected = (
        AgreementState.DRAFT
        if day < date(2025, 12, 1)
        else AgreementState.SIGNED
        if day < date(2026, 1, 1)
        else AgreementState.ACTIVE
        if day <= date(2026, 12, 31)
        else AgreementState.EXPIRED
    )
    assert state is expected
