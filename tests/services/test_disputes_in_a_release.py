"""What a decided dispute changes in a release, from the files to the cells; and by whose word."""

import json

import pytest

from hub.jobs.worker import work_once
from hub.measures.measure import released_measures
from hub.measures.placement.placed import columns_placed
from hub.platform.sealed import unseal
from hub.publication.past_tables import read
from hub.services.disputes.decide_dispute import decide_dispute, review_dispute
from hub.services.disputes.open_dispute import answer_hearing, open_dispute
from hub.services.refusal import Refused
from hub.services.releases.count_snapshot import columns_needed
from hub.services.releases.propose_release import propose_release
from hub.store import dispute_hearings, releases, reports
from schemas.attribution_choice import VISITS
from schemas.period import Period
from tests.builders.disputed import DISPUTED, FIRST, LAST, NORTH, PAYER, SOUTH, copied, network_in

PERIOD = Period(first=FIRST, last=LAST)


@pytest.fixture(scope="module")
def network(sqlite_template, tmp_path_factory):
    return network_in(tmp_path_factory.mktemp("disputed"), sqlite_template, release="")


@pytest.fixture
def home(network, tmp_path, one_measure):
    made, _ = copied(network, tmp_path)
    yield made
    made.engine.dispose()


def published(home, **words):
    """Compute a release as a worker does, and let it be published."""
    home.clock.forward(days=1)
    made = propose_release(home, by="kim", title="A year", period=PERIOD, **words)
    work_once(home, name="worker-1")
    with home.begin() as work:
        done = releases.move(
            work, made.id, from_state="previewed", to_state="published", published_at=work.now
        )
        work.tell("release-published", subject=made.id)
    return done


def practices(home, release):
    """How many persons of the demonstration's claims measure are counted at each practice."""
    [sealed] = _contents(home, release, "cells.sealed")
    held = read(
        unseal(home.secrets_key, sealed, belongs_to=f"cells of release {release.id}"), name="it"
    )
    [table] = [each for each in held.tables if each.key == "HUB-BHED/1"]
    return dict(table.cells.select("practice", "people").sort("practice").iter_rows())


def notes(home, release):
    found = [json.loads(each)["attribution"] for each in _contents(home, release, "report.json")]
    assert all(each["disputes"] == found[0]["disputes"] for each in found)
    return found[0]


def _contents(home, release, name):
    with home.look() as work:
        listed = [each for each in reports.of_release(work, release.id) if each.name == name]
        return [reports.one(work, each.id).content for each in listed]


def test_a_decided_dispute_moves_a_person_in_the_next_release_and_not_in_the_one_before(home):
    before = published(home)
    dispute = open_dispute(home, participant=NORTH, token=DISPUTED, says="ours", by="nora")
    with home.look() as work:
        [asked] = dispute_hearings.every(work)
    answer_hearing(home, asked.id, participant=PAYER, answer="yield", by="dana")
    proposed_before = propose_release(home, by="kim", title="Before", period=PERIOD)
    with home.begin() as work:
        review_dispute(work, dispute.id, by="kim")
        decide_dispute(work, dispute.id, outcome="here", counts_from=FIRST, by="kim")
    home.clock.forward(days=1)
    work_once(home, name="worker-1")
    after = published(home)

    assert practices(home, before) == {NORTH: 1, SOUTH: 2}
    assert practices(home, proposed_before) == practices(home, before)
    assert practices(home, after) == {NORTH: 2, SOUTH: 1}
    assert notes(home, before)["disputes"] == "No decided dispute bears on it."
    assert notes(home, after)["disputes"].startswith("A few decided disputes")


def test_whose_word_counts_is_a_setting_of_the_release(home):
    """One whom a roster puts in the south was seen in the north; of two no visit is known."""
    release = published(home, attribution=VISITS)

    assert (release.attribution, practices(home, release)) == (VISITS, {NORTH: 1, "unknown": 2})
    assert notes(home, release)["counts"] == VISITS


def test_a_setting_that_there_is_not_is_refused(home):
    with pytest.raises(Refused, match="attribution is one of"):
        propose_release(home, by="kim", title="A year", period=PERIOD, attribution="a-guess")


def test_a_release_reads_every_column_that_persons_are_placed_by():
    needed = columns_needed(released_measures((), terms=frozenset()))

    assert {
        table: columns - needed.get(table, frozenset())
        for table, columns in columns_placed().items()
        if columns - needed.get(table, frozenset())
    } == {}
