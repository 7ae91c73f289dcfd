"""Agreements bind when every party signed the same text, and end by the clock or by word."""

from datetime import timedelta

import pytest

from hub.services.agreements.draft_agreement import amend_agreement, draft_agreement
from hub.services.agreements.end_agreement import (
    AlreadyEnded,
    suspend_agreement,
    terminate_agreement,
)
from hub.services.agreements.facts import NoSuchAgreement, agreement_facts, agreement_of
from hub.services.agreements.sign_agreement import CannotSign, sign_agreement
from hub.services.refusal import Refused
from policies.lifecycle.lifecycle import ImpossibleTransition
from tests.builders.houses import agreed, terms


def drafted(home):
    with home.begin() as work:
        return draft_agreement(
            work, by="coordinator", title="Data use", terms=terms(home, "payer-a")
        )


def sign(home, facts, party, *, text_hash=None):
    with home.begin() as work:
        return sign_agreement(
            work,
            by="somebody",
            party=party,
            agreement=facts.stored.id,
            text_hash=text_hash or facts.text.hash,
        )


def test_an_agreement_is_active_when_every_party_signed_the_same_text(home):
    facts = drafted(home)

    assert facts.state == "draft"
    assert sign(home, facts, "payer-a").state == "partly-signed"
    assert sign(home, facts, "hub").state == "active"


def test_a_text_that_was_changed_since_it_was_read_cannot_be_signed(home):
    facts = drafted(home)

    with pytest.raises(CannotSign, match="changed since"):
        sign(home, facts, "payer-a", text_hash="0" * 64)


def test_who_is_no_party_cannot_sign(home):
    with pytest.raises(CannotSign, match="only a party"):
        sign(home, drafted(home), "payer-b")


def test_an_amendment_voids_the_signatures(home):
    facts = agreed(home, "payer-a")
    with home.begin() as work:
        amended = amend_agreement(
            work,
            by="coordinator",
            agreement=facts.stored.id,
            terms=terms(home, "payer-a", tolerance=0.05),
        )

    assert amended.state == "draft"
    assert amended.text.hash != facts.text.hash


def test_an_agreement_expires_by_the_clock_the_day_after_its_last(home):
    facts = agreed(home, "payer-a", expires=home.clock().date() + timedelta(days=2))

    home.clock.forward(days=2)
    with home.look() as work:
        assert agreement_facts(work, facts.stored.id).state == "active"
    home.clock.forward(days=1)
    with home.look() as work:
        assert agreement_facts(work, facts.stored.id).state == "expired"


def test_a_suspended_agreement_is_not_active(home):
    facts = agreed(home, "payer-a")
    with home.begin() as work:
        assert (
            suspend_agreement(work, by="coordinator", agreement=facts.stored.id).state
            == "suspended"
        )
    with home.begin() as work, pytest.raises(ImpossibleTransition):
        suspend_agreement(work, by="coordinator", agreement=facts.stored.id)


def test_an_agreement_is_terminated_once(home):
    facts = agreed(home, "payer-a")
    day = home.clock().date() + timedelta(days=30)
    with home.begin() as work:
        ended = terminate_agreement(
            work, by="coordinator", agreement=facts.stored.id, destroy_on=day
        )

    assert ended.state == "terminated"
    with home.begin() as work, pytest.raises(AlreadyEnded):
        terminate_agreement(work, by="coordinator", agreement=facts.stored.id, destroy_on=day)


def test_a_participant_sees_its_own_agreement_as_everybody_does_and_no_other(home):
    facts = agreed(home, "payer-a")

    with home.look(within="payer-a") as work:
        assert agreement_of(work, "payer-a").state == "active"
    with home.look(within="payer-b") as work, pytest.raises(NoSuchAgreement):
        agreement_facts(work, facts.stored.id)


LOOSER = {
    "a smaller count": ("minimum_cell_size", 10, "may only be stricter"),
    "fewer contributors": ("minimum_contributors", 4, "may only be stricter"),
    "a larger share": ("largest_contributor_share", 0.26, "may only be stricter"),
    "a share of nothing": ("largest_contributor_share", 0, "no such number"),
    "a share of more than all": ("largest_contributor_share", 1.01, "no such number"),
    "a rule that nobody knows": ("smallest_smile", 5, "holds a word that is not known"),
}


@pytest.mark.parametrize(("name", "number", "why"), LOOSER.values(), ids=LOOSER)
def test_an_agreement_loosens_no_rule_of_releases(home, name, number, why):
    with pytest.raises(Refused, match=why):
        agreed(home, "payer-a", release_rules=((name, number),))


STRICTER = {
    "as the network has it": ("minimum_cell_size", 11, "under 11,"),
    "a larger count": ("minimum_cell_size", 30, "under 30,"),
    "more contributors": ("minimum_contributors", 6, "fewer than 6 contributors"),
    "a smaller share": ("largest_contributor_share", 0.2, "larger than 0.2."),
}


@pytest.mark.parametrize(("name", "number", "said"), STRICTER.values(), ids=STRICTER)
def test_an_agreement_asks_for_a_stricter_rule_of_releases(home, name, number, said):
    facts = agreed(home, "payer-a", release_rules=((name, number),))

    assert facts.agreement.release_rules == {name: number}
    assert said in facts.text.text
