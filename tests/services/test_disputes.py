"""A practice asks where its patient is counted, disputes it, payers are heard, it is decided."""

from datetime import date

import pytest
from sqlalchemy import select

from hub.jobs.tasks import TASKS
from hub.services.agreements.end_agreement import terminate_agreement
from hub.services.disputes.attribution_question import ask_attribution
from hub.services.disputes.decide_dispute import decide_dispute, review_dispute
from hub.services.disputes.dispute_lists import cases, evidence_of, own_disputes, own_hearings
from hub.services.disputes.open_dispute import (
    answer_hearing,
    contradicting,
    open_dispute,
    withdraw_dispute,
)
from hub.services.disputes.watch_disputes import watch_disputes
from hub.services.privacy.patient_wishes import note_wish
from hub.services.refusal import Refused
from hub.services.releases.dispute_decisions import decisions_of
from hub.services.retention.destroy_records import confirm_destruction, order_destruction
from hub.services.retention.settle_restored import settle_restored
from hub.store import dispute_hearings, disputes, ledger, releases, submissions
from hub.store.dispute_hearings import DISPUTE_HEARINGS
from hub.store.disputes import DISPUTES
from hub.store.engine import open_engine
from hub.vault.destruction import destroy
from tests.builders.disputed import (
    DISPUTED,
    NORTH,
    PAYER,
    SEEN,
    SOUTH,
    SURE,
    UNSENT,
    copied,
    network_in,
    network_on,
    published,
)
from tests.builders.houses import agreed, enrol

ON_BOTH = pytest.mark.parametrize(
    "kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
)
TOKENS = (DISPUTED, SURE, SEEN, UNSENT)


@pytest.fixture
def kind():
    return "sqlite"


@pytest.fixture(scope="module")
def network(sqlite_template, tmp_path_factory):
    return network_in(tmp_path_factory.mktemp("disputed"), sqlite_template, opens=True)


@pytest.fixture
def made(kind, request, tmp_path):
    if kind == "sqlite":
        return copied(request.getfixturevalue("network"), tmp_path)
    engine = open_engine(request.getfixturevalue("postgresql_database"))
    return network_on(engine, tmp_path, opens=True)


@pytest.fixture
def home(made):
    yield made[0]
    made[0].engine.dispose()


@pytest.fixture
def agreements(made):
    return made[1]


@pytest.fixture
def dispute(home):
    """The one that the northern clinic opened over the disputed person, as the network began."""
    with home.look() as work:
        [found] = disputes.every(work)
    return found


def ask(home, token, participant=NORTH):
    return ask_attribution(home, participant=participant, token=token, by="asker")[1]


def opened(home, token=DISPUTED, says="ours", participant=NORTH):
    return open_dispute(home, participant=participant, token=token, says=says, by="opener")


def decided(home, dispute, outcome="here", since=date(2025, 1, 1)):
    with home.begin() as work:
        if disputes.one(work, dispute.id).state == "opened":
            review_dispute(work, dispute.id, by="kim")
        return decide_dispute(work, dispute.id, outcome=outcome, counts_from=since, by="kim")


def heard(home, answer="confirm"):
    with home.look(within=PAYER) as work:
        asked = own_hearings(home, work)[0]
    answer_hearing(home, asked.hearing.id, participant=PAYER, answer=answer, by="payer")
    return asked


def state_of(home, dispute):
    with home.look() as work:
        return disputes.one(work, dispute.id).state


def events(home, *subjects):
    with home.look() as work:
        return [each.name for name in subjects for each in ledger.of_subject(work, name)]


def test_a_practice_learns_here_elsewhere_or_nobody_and_its_own_evidence(home, agreements):
    elsewhere, here, seen = (ask(home, token) for token in (DISPUTED, SURE, SEEN))

    assert [each.where for each in (elsewhere, here, seen)] == ["elsewhere", "here", "here"]
    assert [(each.kind, each.days, each.last) for each in elsewhere.evidence] == [
        ("visits", 2, date(2025, 4, 1))
    ]
    # The payer's roster names it, and that is the payer's to tell.
    assert here.evidence == ()


def of_somebody_who_opted_out(home):
    note_wish(
        home, participant=PAYER, token=DISPUTED, kind="opt-out", day=date(2026, 1, 1), by="pat"
    )
    note_wish(
        home, participant=NORTH, token=DISPUTED, kind="opt-out", day=date(2026, 1, 1), by="pat"
    )


def test_who_opted_out_is_nobodys(home, agreements):
    of_somebody_who_opted_out(home)

    assert ask(home, DISPUTED).where == "nobody"


@pytest.mark.parametrize("token", [UNSENT, "tok-nobody-has"])
def test_a_token_that_others_handed_in_is_refused_like_one_that_nobody_did(home, agreements, token):
    with pytest.raises(Refused) as refused:
        ask(home, token)

    assert (refused.value.rule, refused.value.status) == ("unknown-token", 404)
    assert token not in refused.value.text


NOT_ASKING = {
    "a payer": ({}, PAYER, "no-practice"),
    "a practice whose tokens link to nobody's": (
        {"linkage": "random", "basis": "safe_harbor"},
        "clinic-new",
        "no-linkage",
    ),
    "a practice without an agreement": (None, "clinic-new", "no-agreement"),
}


@pytest.mark.parametrize(("terms", "who", "rule"), NOT_ASKING.values(), ids=NOT_ASKING)
def test_only_a_practice_whose_tokens_link_may_ask(home, agreements, terms, who, rule):
    if who == "clinic-new":
        enrol(home, who, kind="practice")
        if terms is not None:
            agreed(home, who, **terms)

    with pytest.raises(Refused) as refused:
        ask(home, DISPUTED, participant=who)

    assert refused.value.rule == rule


@ON_BOTH
def test_a_dispute_is_opened_heard_decided_and_counts_from_the_release_named(
    home, agreements, dispute
):
    asked = heard(home)
    done = decided(home, dispute)
    home.clock.forward(days=1)
    after = published(home, "release-2")
    with home.look() as work:
        before = releases.one(work, "release-1")
        said = [
            decisions_of(work, each).select("practice", "here").rows() for each in (before, after)
        ]
    with home.look(within=NORTH) as work:
        [own] = own_disputes(home, work)

    assert asked.token == own.token == DISPUTED
    assert (done.state, done.counts_from) == ("decided-here", date(2025, 1, 1))
    assert said == [[], [(NORTH, True)]]
    assert own.counts_in == "The release release-2"
    assert ask(home, DISPUTED).where == "here"


SINCE = {
    "the period that it was about": (date(2025, 1, 1), {"2025", "2026"}),
    "the day after its beginning": (date(2025, 1, 2), {"2026"}),
    "the next period": (date(2026, 1, 1), {"2026"}),
    "the day after": (date(2026, 1, 2), set()),
}


def test_a_decision_counts_from_the_period_named_on(home, agreements, dispute):
    heard(home)
    decided(home, dispute)
    home.clock.forward(seconds=1)
    years = {
        "2025": published(home, "year-2025"),
        "2026": published(home, "year-2026", first=date(2026, 1, 1), last=date(2026, 12, 31)),
    }
    for since, expected in SINCE.values():
        with home.begin() as work:
            work.change(DISPUTES.update().values(counts_from=since))
            work.tell("dispute-changed", subject=dispute.id)
        with home.look() as work:
            counting = {
                year for year, each in years.items() if not decisions_of(work, each).is_empty()
            }

        assert counting == expected, since


@ON_BOTH
def test_one_party_never_learns_of_the_other(home, agreements, dispute):
    """Neither whose the person is, nor who disputes, nor who was asked."""
    with home.look(within=PAYER) as work:
        assert disputes.every(work) == ()
        [asked] = dispute_hearings.every(work)
    with home.look(within=NORTH) as work:
        assert dispute_hearings.every(work) == ()
        own = ledger.latest(work, at_most=99)
    with home.look(within=PAYER) as work:
        payers = ledger.latest(work, at_most=99)
    with home.look(within=SOUTH) as work:
        assert disputes.every(work) == ()
        assert dispute_hearings.every(work) == ()
        assert {each.name for each in ledger.latest(work, at_most=99)}.isdisjoint(
            {"dispute-opened", "hearing-opened", "attribution-asked"}
        )

    assert {"dispute-opened", "attribution-asked"} <= {each.name for each in own}
    assert "hearing-opened" not in {each.name for each in own}
    told = [each for each in payers if "dispute" in each.name or "hearing" in each.name]
    assert [each.name for each in told] == ["hearing-opened"]
    assert NORTH not in str([(each.actor, each.subject, dict(each.facts)) for each in told])
    assert dispute.id not in str([(each.subject, dict(each.facts)) for each in told])
    assert asked.token is not None


def test_no_token_stands_in_the_database_or_in_an_event(home, agreements, dispute):
    with home.look() as work:
        sealed = [
            *work.values(select(DISPUTES.c.token)),
            *work.values(select(DISPUTE_HEARINGS.c.token)),
        ]
        told = str(
            [(e.name, e.actor, e.subject, dict(e.facts)) for e in ledger.latest(work, at_most=500)]
        )
        [row] = disputes.every(work)

    assert len(sealed) == 2
    assert not any(token.encode() in each for each in sealed for token in TOKENS)
    assert not any(token in told for token in TOKENS)
    assert not any(token == row.person for token in TOKENS)
    assert dispute.id in told


REFUSED = {
    "what is so already": ((SURE, "ours"), "nothing-to-dispute"),
    "not ours, and is not": ((DISPUTED, "not-ours"), "nothing-to-dispute"),
    "a word that is none": ((DISPUTED, "mine"), "says"),
    "of nobody of its own": ((UNSENT, "ours"), "unknown-token"),
}


@pytest.mark.parametrize(("said", "rule"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_disputed_is_refused(home, agreements, said, rule):
    with pytest.raises(Refused) as refused:
        opened(home, *said)

    assert refused.value.rule == rule


def test_not_ours_asks_the_payer_whose_roster_says_so_and_moves_the_person(home, agreements):
    dispute = opened(home, SURE, "not-ours")
    assert heard(home, "yield").token == SURE
    done = decided(home, dispute, "elsewhere")
    home.clock.forward(seconds=1)

    assert done.state == "decided-elsewhere"
    assert ask(home, SURE).where == "nobody"


ROSTERS = {
    "a": frozenset({NORTH}),
    "b": frozenset({SOUTH}),
    "c": frozenset({NORTH, SOUTH}),
    "d": frozenset(),
}


@pytest.mark.parametrize(("says", "payers"), [("ours", ("b", "c")), ("not-ours", ("a", "c"))])
def test_those_payers_are_asked_whose_rosters_speak_against_the_practice(says, payers):
    assert contradicting(ROSTERS, NORTH, says) == payers


def test_of_whom_no_roster_speaks_nobody_is_asked(home, agreements):
    made = opened(home, SEEN, "not-ours")
    with home.look() as work:
        assert dispute_hearings.of_dispute(work, made.id) == ()


def test_a_second_dispute_over_the_person_waits_for_the_first(home, agreements, dispute):
    with pytest.raises(Refused, match="is open"):
        opened(home)
    withdraw_dispute(home, dispute.id, participant=NORTH, by="opener")

    assert opened(home).state == "opened"


def test_payers_are_heard_before_it_is_decided_or_have_let_their_days_pass(
    home, agreements, dispute
):
    with home.look() as work:
        [asked] = dispute_hearings.every(work)
    with pytest.raises(Refused, match="has not answered"):
        decided(home, dispute)
    home.clock.forward(days=(asked.due - home.clock().date()).days)
    with pytest.raises(Refused, match="has not answered"):
        decided(home, dispute)
    home.clock.forward(days=1)

    assert decided(home, dispute).state == "decided-here"
    with home.look() as work:
        [closed] = dispute_hearings.every(work)
    assert (closed.token, closed.answer) == (None, None)
    with pytest.raises(Refused, match="over"):
        answer_hearing(home, asked.id, participant=PAYER, answer="confirm", by="payer")


DECISIONS = {
    "no such outcome": (("ours", date(2025, 1, 1)), "outcome"),
    "no period": (("here", None), "counts-from"),
    "a period before": (("elsewhere", date(2024, 12, 31)), "counts-from"),
}


def test_a_decision_that_makes_no_sense_is_refused(home, agreements, dispute):
    with home.begin() as work, pytest.raises(Refused, match="that is opened cannot"):
        decide_dispute(work, dispute.id, outcome="here", counts_from=date(2025, 1, 1), by="kim")
    heard(home)
    for (outcome, since), rule in DECISIONS.values():
        with pytest.raises(Refused) as refused:
            decided(home, dispute, outcome, since)

        assert refused.value.rule == rule
    assert decided(home, dispute, "upheld", None).state == "upheld"
    with pytest.raises(Refused, match="that is upheld cannot"):
        decided(home, dispute)


def test_of_another_is_as_of_nobody(home, agreements, dispute):
    with home.look() as work:
        [asked] = dispute_hearings.every(work)
    for name in (dispute.id, "none"):
        with pytest.raises(Refused) as refused:
            withdraw_dispute(home, name, participant=SOUTH, by="somebody")
        assert (refused.value.rule, refused.value.status) == ("no-dispute", 404)
    for name in (asked.id, "none"):
        with pytest.raises(Refused) as refused:
            answer_hearing(home, name, participant="payer-b", answer="yield", by="somebody")
        assert (refused.value.rule, refused.value.status) == ("no-hearing", 404)


def test_a_dispute_lapses_on_the_day_after_it_was_due_and_is_reminded_of_once(
    home, agreements, dispute
):
    days = (dispute.due - home.clock().date()).days
    for ahead, changed, state in (
        (days - 8, 0, "opened"),
        (1, 1, "opened"),
        (1, 0, "opened"),
        (6, 0, "opened"),
        (1, 1, "lapsed"),
        (1, 0, "lapsed"),
    ):
        home.clock.forward(days=ahead)

        assert (watch_disputes(home), state_of(home, dispute)) == (changed, state)
    with home.look() as work:
        [asked] = dispute_hearings.every(work)
    assert asked.closed_at is not None
    assert [name for name in events(home, dispute.id) if "due" in name or "lapsed" in name] == [
        "dispute-due-soon",
        "dispute-lapsed",
    ]
    assert watch_disputes in {task.run for task in TASKS}


@pytest.mark.parametrize("state", ["opened", "decided-here", "upheld"])
def test_the_destruction_of_the_records_ends_it_and_forgets_of_whom_it_was(
    home, agreements, dispute, state
):
    if state != "opened":
        heard(home)
        decided(home, dispute, "here" if state == "decided-here" else "upheld")
    _destroyed(home, agreements[NORTH])
    with home.look() as work:
        held = disputes.one(work, dispute.id)
        [asked] = dispute_hearings.every(work)
        release = published_now(home)

    assert held.state == ("upheld" if state == "upheld" else "ended")
    assert (held.person, held.token, asked.token) == (None, None, None)
    with home.look() as work:
        assert decisions_of(work, release).is_empty()


def test_a_restored_backup_brings_nothing_of_it_back(home, agreements, dispute):
    """The register of destructions says that the keys were destroyed; the database does not."""
    with home.look() as work:
        [held] = submissions.of_agreement(work, agreements[NORTH], states=["accepted"])
    destroy(home.vault, held.id)
    settle_restored(home)
    with home.look() as work:
        found = disputes.one(work, dispute.id)

    assert (found.state, found.person, found.token) == ("ended", None, None)


def test_the_destruction_of_a_payers_records_ends_what_it_is_asked(home, agreements, dispute):
    _destroyed(home, agreements[PAYER])
    with home.look() as work:
        [asked] = dispute_hearings.every(work)

    assert (asked.token, asked.closed_at is not None) == (None, True)
    assert state_of(home, dispute) == "opened"


def published_now(home):
    home.clock.forward(days=1)
    return published(home, "release-9")


def _destroyed(home, agreement):
    with home.begin() as work:
        terminate_agreement(work, by="kim", agreement=agreement, destroy_on=home.clock().date())
    order_destruction(home, by="first", agreement=agreement)
    confirm_destruction(home, by="second", agreement=agreement)


def test_the_convener_reads_the_open_ones_by_their_day_and_evidence_without_names(
    home, agreements, dispute
):
    late = dispute
    home.clock.forward(days=1)
    withdrawn = opened(home, SURE, "not-ours")
    withdraw_dispute(home, withdrawn.id, participant=NORTH, by="opener")
    with home.look() as work:
        found = cases(work)
    shown = evidence_of(home, late)

    assert [(each.dispute.id, each.open) for each in found] == [
        (late.id, True),
        (withdrawn.id, False),
    ]
    assert [(each.kind, each.here) for each in shown] == [("roster", False), ("visits", True)]
    assert evidence_of(home, found[1].dispute) is None
