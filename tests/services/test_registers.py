"""The registers of the law: disclosures, breaches with their clocks, wishes of patients, programs."""

import io
from datetime import date, timedelta

import polars as pl
import pytest

from hub.services.agreements.end_agreement import resume_agreement
from hub.services.agreements.facts import agreement_facts
from hub.services.privacy.account_of_disclosures import account_of_disclosures
from hub.services.privacy.breach_register import (
    breach_state,
    close_breach,
    correct_persons,
    note_told,
    report_breach,
)
from hub.services.privacy.disclosure_ledger import list_disclosures
from hub.services.privacy.patient_wishes import (
    answer_restriction,
    end_restriction,
    note_wish,
    wishes_now,
)
from hub.services.privacy.program_register import attest_provider, holding
from hub.services.privacy.wish_counts import wish_counts
from hub.services.refusal import Refused
from hub.services.submissions.receive_submission import Handover, receive_submission
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.store import disclosures, ledger, restriction_requests
from schemas.agreement_terms import InstrumentTerms
from tests.builders.houses import agreed
from tests.builders.portal import CLAIMS

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
TODAY = date(2026, 3, 2)
FIRST = "token1"


def taken_in(home, participant):
    body = io.BytesIO(CLAIMS.encode())
    receive_submission(
        home,
        participant=participant,
        actor="somebody",
        handover=Handover(key=home.ids()),
        body=body,
    )
    return take_in_submission(home, claim_submission(home, worker="w"))


def entries(home, within="*"):
    with home.look(within=within) as work:
        return disclosures.since(work, work.now - timedelta(days=1))


def test_a_limited_data_set_is_a_disclosure_and_is_entered_with_its_acceptance(home):
    agreed(home, "payer-a", tolerance=0.5)
    submission = taken_in(home, "payer-a")
    (entry,) = entries(home)

    assert submission.state == "accepted"
    assert (entry.participant, entry.recipient, entry.submission) == (
        "payer-a",
        "hub",
        submission.id,
    )
    assert (entry.data_class, entry.rows, entry.purpose) == ("claims", 8, "HQUALIMP")
    assert (entry.basis, entry.rests_on) == ("limited_data_set", "data-use-agreement")
    assert (entry.statement, entry.described) == (None, "records of claim")
    assert entries(home, within="payer-b") == ()


BASES = {
    "Safe Harbor": {"basis": "safe_harbor", "linkage": "random"},
    "expert determination": {
        "basis": "expert_determination",
        "certificate": {
            "expert": "A",
            "method": "B",
            "risk": "very small",
            "signed": "2026-01-01",
            "expires": "2026-12-31",
        },
    },
}


@pytest.mark.parametrize("changes", BASES.values(), ids=BASES)
def test_what_tells_of_nobody_is_no_disclosure(home, changes):
    agreed(home, "payer-a", tolerance=1.0, **changes)
    taken_in(home, "payer-a")

    assert entries(home) == ()


def test_a_refused_or_tried_file_is_no_disclosure(home):
    agreed(home, "payer-a", tolerance=0.0)

    assert taken_in(home, "payer-a").state == "refused"
    assert entries(home) == ()


def test_a_programs_records_that_rest_on_consent_carry_the_notice_and_the_scope(home):
    agreed(home, "payer-a", tolerance=0.5, capacities=("program", "covered-entity"))
    taken_in(home, "payer-a")
    (entry,) = entries(home)

    assert (entry.rests_on, entry.statement) == ("consent", "42-cfr-2-32")
    assert entry.consent_scope


@pytest.mark.parametrize(("years", "listed"), [(3, 1), (4, 0)])
def test_a_list_goes_three_years_back_and_is_due_in_thirty_days(home, clock, years, listed):
    agreed(home, "payer-a", tolerance=0.5, expires=date(2026, 12, 31))
    taken_in(home, "payer-a")
    asked = date(TODAY.year + years, 3, 2)
    with home.look() as work:
        found = list_disclosures(work, "payer-a", asked=asked)

    assert len(found.entries) == listed
    assert found.due == asked + timedelta(days=30)


def reported(home, **changes):
    given = {
        "participant": "payer-a",
        "kind": "lost-device",
        "discovered_on": TODAY,
        "persons": 12,
        "by": "privacy",
    }
    with home.begin() as work:
        return report_breach(work, **(given | changes))


def test_a_breach_suspends_the_agreement_at_once_and_closing_it_does_not_resume(home):
    facts = agreed(home, "payer-a")
    breach = reported(home)
    with home.begin() as work:
        for whom in ("individuals", "secretary"):
            note_told(work, breach.id, whom=whom, on=TODAY, by="privacy")
        close_breach(work, breach.id, by="privacy")
        known = agreement_facts(work, facts.stored.id)
        assert (known.state, known.stored.suspended_reason) == ("suspended", "breach")
        assert resume_agreement(work, by="x", agreement=facts.stored.id).state == "active"


# 42 CFR 2.16(b), 45 CFR 164.404-408: 60 days; 500 persons or more also at once to the Secretary;
# more than 500 of one state also to the media; fewer with the log of the year.
CLOCKS = {
    "499 persons": (499, {"each patient concerned": 60, "with the log of the year": 304 + 60}),
    "500 persons": (500, {"each patient concerned": 60, "Health and Human Services": 60}),
    "501 persons": (
        501,
        {"each patient concerned": 60, "Health and Human Services": 60, "media": 60},
    ),
}


@ON_SQLITE
@pytest.mark.parametrize(("persons", "due"), CLOCKS.values(), ids=CLOCKS)
def test_the_clocks_of_a_breach(home, persons, due):
    breach = reported(home, persons=persons)
    with home.look() as work:
        found = breach_state(work, breach.id)

    assert len(found.duties) == len(due)
    for duty, (words, days) in zip(found.duties, due.items(), strict=True):
        assert duty.duty.told.endswith(words) or words in duty.duty.told
        assert duty.days_left == days


@pytest.mark.parametrize(("days", "overdue"), [(60, False), (61, True)])
def test_a_duty_is_overdue_the_day_after_its_last(home, clock, days, overdue):
    breach = reported(home)
    clock.forward(days=days)
    with home.look() as work:
        assert breach_state(work, breach.id).duties[0].overdue is overdue


def test_more_persons_bring_more_duties_and_a_breach_closes_when_all_are_told(home):
    breach = reported(home, persons=3)
    with home.begin() as work:
        note_told(work, breach.id, whom="individuals", on=TODAY, by="privacy")
        note_told(work, breach.id, whom="secretary", on=TODAY, by="privacy")
        assert correct_persons(work, breach.id, persons=700, by="privacy").settled is False
        with pytest.raises(Refused, match="has not been told"):
            close_breach(work, breach.id, by="privacy")
        note_told(work, breach.id, whom="media", on=TODAY, by="privacy")
        assert close_breach(work, breach.id, by="privacy").breach.closed_at is not None
        with pytest.raises(Refused, match="is closed"):
            correct_persons(work, breach.id, persons=1, by="privacy")


REFUSED = {
    "nobody's": ({"participant": "payer-z"}, "no such participant"),
    "of no kind": ({"kind": "a laptop was lost by Robin"}, "the kind is one of"),
    "tomorrow": ({"discovered_on": TODAY + timedelta(days=1)}, "lies ahead"),
    "of fewer than nobody": ({"persons": -1}, "how many persons"),
}


@ON_SQLITE
@pytest.mark.parametrize(("changes", "why"), REFUSED.values(), ids=REFUSED)
def test_a_breach_is_not_entered_that_is(home, changes, why):
    with pytest.raises(Refused, match=why):
        reported(home, **changes)


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
def test_nobody_was_told_before_the_discovery_or_tomorrow(home, on):
    breach = reported(home)

    with home.begin() as work, pytest.raises(Refused, match="lies ahead, or before"):
        note_told(work, breach.id, whom="individuals", on=on, by="privacy")


def noted(home, kind, *, token="token1", participant="payer-a", day=TODAY, **more):
    note_wish(home, participant=participant, token=token, kind=kind, day=day, by="privacy", **more)


def said(home):
    with home.look() as work:
        return wishes_now(work).said


def test_a_wish_is_kept_under_the_hubs_own_token_and_no_other(home):
    agreed(home, "payer-a")
    noted(home, "revocation")
    kept = said(home).row(0, named=True)

    assert (kept["contributor"], kept["kind"], kept["day"]) == ("payer-a", "revocation", TODAY)
    assert "token1" not in kept["person"]
    with home.look() as work:
        events = repr([e.facts for e in ledger.latest(work, at_most=50)])
    assert "token1" not in events
    assert kept["person"] not in events


def test_a_patient_who_opted_out_may_be_counted_again(home):
    agreed(home, "payer-a")
    noted(home, "opt-out")
    noted(home, "opt-out", token="token2")
    noted(home, "opt-out-withdrawn")

    assert said(home)["kind"].to_list() == ["opt-out"]
    with pytest.raises(Refused, match="withdrawn already"):
        noted(home, "opt-out-withdrawn")


def test_linked_participants_share_a_token_and_unlinked_ones_do_not(home):
    agreed(home, "payer-a")
    agreed(home, "payer-b", basis="safe_harbor", linkage="random")
    noted(home, "opt-out")
    noted(home, "opt-out", participant="payer-b")

    assert said(home)["person"].n_unique() == 2


def test_a_restriction_counts_when_it_is_agreed_and_until_it_ends(home):
    agreed(home, "payer-a")
    noted(home, "restriction")
    with home.look() as work:
        (wish,) = restriction_requests.every(work)

    assert said(home).is_empty()
    answer_restriction(home, wish.id, answer="agreed", by="privacy")
    assert said(home)["kind"].to_list() == ["restriction"]
    with pytest.raises(Refused, match="answered already"):
        answer_restriction(home, wish.id, answer="declined", by="privacy")
    end_restriction(home, wish.id, by="privacy")
    assert said(home).is_empty()


def test_what_was_paid_in_full_is_restricted_at_once_and_is_not_declined(home):
    agreed(home, "payer-a")
    noted(home, "restriction", reason="paid-in-full")
    with home.look() as work:
        (wish,) = restriction_requests.every(work)

    assert said(home)["kind"].to_list() == ["restriction"]
    with pytest.raises(Refused, match="paid in full"):
        answer_restriction(home, wish.id, answer="declined", by="privacy")


WISHES = {
    "of nobody's patient": ({"participant": "payer-z"}, "no such participant"),
    "of no agreement": ({"participant": "payer-b"}, "no agreement"),
    "without a token": ({"token": "  "}, "give the token"),
    "of tomorrow": ({"day": TODAY + timedelta(days=1)}, "lies ahead"),
}


@ON_SQLITE
@pytest.mark.parametrize(("changes", "why"), WISHES.values(), ids=WISHES)
def test_a_wish_is_refused(home, changes, why):
    agreed(home, "payer-a")

    with pytest.raises(Refused, match=why):
        noted(home, "revocation", **changes)


@pytest.mark.parametrize(("people", "told"), [(10, None), (11, 11)])
def test_fewer_than_eleven_persons_are_some_to_everybody_but_their_own(home, people, told):
    agreed(home, "payer-a")
    for number in range(people):
        noted(home, "opt-out", token=f"token{number}")
        noted(home, "opt-out", token=f"token{number}")
    with home.look() as work:
        (count,) = wish_counts(work)
        (own,) = wish_counts(work, own="payer-a")

    assert count.count == told
    assert own.count == people


def attested(home, **changes):
    given = {
        "participant": "payer-a",
        "provider": "1234567893",
        "standing": "program",
        "since": TODAY,
        "until": None,
        "by": "coordinator",
    }
    with home.begin() as work:
        return attest_provider(work, **(given | changes))


def test_the_latest_attestation_on_a_provider_holds(home, clock):
    attested(home)
    clock.forward(days=1)
    attested(home, standing="no-program")
    with home.look() as work:
        (found,) = holding(work)

    assert found.standing == "no-program"


PROVIDERS = {
    "a standing that there is not": ({"standing": "maybe"}, "the standing is one of"),
    "no provider": ({"provider": " "}, "NPI or key"),
    "an end before the beginning": ({"until": TODAY - timedelta(days=1)}, "before the first"),
    "nobody's": ({"participant": "payer-z"}, "no such participant"),
}


@ON_SQLITE
@pytest.mark.parametrize(("changes", "why"), PROVIDERS.values(), ids=PROVIDERS)
def test_an_attestation_is_refused_with(home, changes, why):
    with pytest.raises(Refused, match=why):
        attested(home, **changes)


def test_there_are_no_wishes_where_nobody_said_anything(home):
    assert said(home).schema["day"] == pl.Date
    assert said(home).is_empty()


def accounted(home, token, *, through=True, asked=TODAY):
    return account_of_disclosures(
        home,
        participant="payer-a",
        token=token,
        asked=asked,
        through_health_record=through,
        by="privacy",
    )


@pytest.fixture
def program(home):
    """A program without a service agreement: what it hands in rests on consents."""
    agreed(home, "payer-a", tolerance=0.5, capacities=("program",))
    return taken_in(home, "payer-a")


def test_a_program_gets_its_part_of_an_accounting_by_the_patients_token(home, program):
    found = accounted(home, FIRST)

    assert {each.submission for each in found.entries} == {program.id}
    assert (found.since, found.due) == (date(2023, 3, 2), date(2026, 4, 1))
    assert accounted(home, "a-stranger").entries == ()
    assert found.untold == 0


def test_operations_are_accounted_for_only_where_they_went_through_a_health_record(home, program):
    assert accounted(home, FIRST, through=False).entries == ()


def test_what_rests_on_a_service_agreement_is_in_no_accounting(home):
    paper = InstrumentTerms(kind="QSOA", parties=("hub", "payer-a"), effective=date(2026, 1, 1))
    agreed(home, "payer-a", tolerance=0.5, capacities=("program",), instruments=(paper,))
    taken_in(home, "payer-a")

    assert accounted(home, FIRST).entries == ()


def test_an_accounting_is_in_the_ledger_and_names_nobody(home, program):
    accounted(home, FIRST)
    with home.look() as work:
        told = [
            each for each in ledger.latest(work, at_most=50) if each.name == "disclosures-accounted"
        ]

    assert len(told) == 1
    assert FIRST not in repr(told)
