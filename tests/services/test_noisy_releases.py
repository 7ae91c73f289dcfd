"""Noise is drawn once, its budget is kept, and no audience sees one cell both ways."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from hub.publication.noise.bounded import Bounded, bounded
from hub.services.public import release_noisy_counts as release_noisy_counts_module
from hub.services.public.release_noisy_counts import release_noisy_counts
from hub.services.refusal import Refused
from hub.store import noisy_releases, releases, snapshots
from hub.store.noisy_releases import NOISY_RELEASES, PRIVACY_BUDGETS
from hub.store.releases import Release
from hub.store.snapshots import Snapshot
from hub.store.walls import EVERY_PARTICIPANT
from hub.store.work import begin, look
from tests.builders.times import START

noisy = pytest.importorskip("hub.publication.noise.noisy_counts", reason="OpenDP is not installed")

TABLE = Bounded(
    counts=pl.DataFrame({"cell": ["met", "not met", "few"], "count": [400, 600, 2]}), contribution=1
)


def other(met):
    """The same cells with another count."""
    counts = pl.DataFrame({"cell": ["met", "not met", "few"], "count": [met, 600, 2]})
    return Bounded(counts=counts, contribution=1)


def release(number, first=date(2026, 1, 1), last=date(2026, 12, 31)):
    return Release(
        id=f"r{number}", title="a year", first_day=first, last_day=last, state="published",
        version=1, snapshot="s2" if number == 3 else "s1", proposed_by="u1", proposed_at=START,
    )  # fmt: skip


@pytest.fixture
def publish(engine, clock, ids):
    """Make the noisy table of a release, as one piece of work."""
    with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        snapshots.add(work, Snapshot(id="s1", hash="0" * 64, taken_at=START, taken_by="u1"), ())
        snapshots.add(work, Snapshot(id="s2", hash="1" * 64, taken_at=START, taken_by="u1"), ())
        for number in range(4):
            releases.add(work, release(number))
        work.tell("snapshot-taken", actor="u1", subject="s1")

    def run(
        which,
        *,
        epsilon=1000,
        told_exactly=(),
        table=TABLE,
        key=b"k" * 32,
        breaks=False,
        minimum=11,
    ):
        with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
            made = release_noisy_counts(
                work, release=which, table=table, epsilon=epsilon,
                told_exactly=told_exactly, minimum=minimum, key=key,
            )  # fmt: skip
            if breaks:
                raise Broken
        return made

    return run


def spent(engine, clock, ids, year=2026):
    with look(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        return noisy_releases.spent(work, year)


def test_how_near_noisy_counts_are_is_said_as_worked_out():
    assert noisy.accuracy(epsilon=1.0, contribution=1) == pytest.approx(3.4, abs=0.05)
    assert noisy.accuracy(epsilon=0.5, contribution=1) > noisy.accuracy(epsilon=1.0, contribution=1)


# Points of a rate of 30 %, met and not met noised apart: the root of the mean squared error.
ERRORS = {"50 at 1": (50, 1.0, 2.1), "20 at 1": (20, 1.0, 5.3), "100 at a half": (100, 0.5, 2.1)}


@pytest.mark.parametrize(("total", "epsilon", "points"), ERRORS.values(), ids=ERRORS)
def test_a_rate_of_two_noisy_parts_is_as_near_as_worked_out(total, epsilon, points):
    met, draws = round(0.3 * total), 4_000
    made = noisy.noisy_counts([met, total - met] * draws, epsilon=epsilon, contribution=1)
    parts = np.maximum(np.array(made).reshape(draws, 2), 0)
    rates = parts[:, 0] / np.maximum(parts.sum(axis=1), 1)

    assert 100 * np.sqrt(np.mean((rates - 0.3) ** 2)) == pytest.approx(points, rel=0.08)


def test_the_noise_of_a_release_is_drawn_once_and_paid_once(publish, engine, clock, ids):
    first = publish(release(0))
    again = [publish(release(0)) for _ in range(5)]

    assert all(made.document == first.document for made in again)
    assert spent(engine, clock, ids) == 1000


def test_a_year_affords_two_releases_and_no_third(publish, engine, clock, ids):
    publish(release(0))
    publish(release(1), table=other(401))
    with pytest.raises(Refused, match="the privacy budget of 2026 is spent") as refused:
        publish(release(2), table=other(402), epsilon=1)

    assert refused.value.rule == "privacy-budget"
    assert spent(engine, clock, ids) == 2000


def test_the_same_counts_of_the_same_files_are_never_drawn_twice(publish, engine, clock, ids):
    first, again = publish(release(0)), publish(release(1))

    assert again.document == first.document
    assert (again.epsilon, again.drawn_with) == (0, first.release)
    assert spent(engine, clock, ids) == 1000


def test_what_was_drawn_is_told_by_the_threshold_of_each_release(publish, engine, clock, ids):
    first = publish(release(0))
    larger = max(each["count"] or 0 for each in first.document["cells"]) + 1
    again = publish(release(1), minimum=larger)

    assert again.drawn_with == first.release
    assert any(each["count"] is not None for each in first.document["cells"])
    assert all(each["count"] is None for each in again.document["cells"])
    assert spent(engine, clock, ids) == 1000


class Broken(Exception):
    """Something fails after the noise was drawn, before the release is kept."""


def test_what_was_not_kept_was_never_seen_nor_paid(publish, engine, clock, ids):
    with pytest.raises(Broken):
        publish(release(0), breaks=True)

    assert spent(engine, clock, ids) == 0
    assert publish(release(0)).epsilon == 1000


ELSE = {
    "another count": {"which": 1, "table": "changed"},
    "another price": {"which": 1, "epsilon": 500},
    "other files with the same counts": {"which": 3},
}


@pytest.mark.parametrize("changed", ELSE.values(), ids=ELSE)
def test_what_differs_is_drawn_anew_and_paid(publish, changed):
    publish(release(0))
    table = other(401) if "table" in changed else TABLE
    made = publish(release(changed["which"]), table=table, epsilon=changed.get("epsilon", 1000))

    assert made.drawn_with is None
    assert made.epsilon == changed.get("epsilon", 1000)


def test_the_mark_of_what_was_drawn_tells_no_count_without_the_key(publish):
    ours, theirs = publish(release(0)), publish(release(1), key=b"x" * 32)

    assert ours.mark != theirs.mark
    assert theirs.drawn_with is None


def test_a_hub_without_the_library_says_so_and_spends_nothing(
    publish, engine, clock, ids, monkeypatch
):
    monkeypatch.setattr(release_noisy_counts_module, "find_spec", lambda _: None)
    with pytest.raises(Refused, match="lacks OpenDP") as refused:
        publish(release(0))

    assert refused.value.rule == "public-tier-not-installed"
    assert spent(engine, clock, ids) == 0


def test_a_release_over_two_years_costs_both_or_neither(publish, engine, clock, ids):
    publish(release(0), epsilon=1500)
    across = release(1, first=date(2025, 7, 1), last=date(2026, 6, 30))
    with pytest.raises(Refused):
        publish(across)

    assert spent(engine, clock, ids, 2025) == 0

    publish(across, epsilon=500)

    assert (spent(engine, clock, ids, 2025), spent(engine, clock, ids)) == (500, 2000)


def test_no_audience_sees_a_cell_exactly_and_with_noise(publish, engine, clock, ids):
    with pytest.raises(Refused) as refused:
        publish(release(0), told_exactly=["met"])

    assert refused.value.rule == "two-tiers"
    assert spent(engine, clock, ids) == 0


def test_small_noisy_counts_are_left_out_and_the_accuracy_stands_beside(publish):
    document = publish(release(0)).document
    cells = {cell["cell"]: cell["count"] for cell in document["cells"]}

    assert list(cells) == ["met", "not met", "few"]
    assert all(count is None or count >= 11 for count in cells.values())
    assert document["accuracy"]["confidence"] == 0.95
    assert "within 3 of the true count" in document["words"]
    assert document["guarantee"] == {"epsilon": 1000, "contribution": 1}


def test_what_was_drawn_and_spent_is_never_rewritten(publish, engine, clock, ids):
    publish(release(0))
    for statement in (update(NOISY_RELEASES).values(epsilon=1), delete(NOISY_RELEASES)):
        with pytest.raises(DBAPIError), engine.begin() as connection:
            connection.execute(statement)
    with engine.connect() as connection:
        assert connection.execute(PRIVACY_BUDGETS.select()).all() == [(2026, 1000)]


def test_noise_is_as_wide_as_its_accuracy_says_and_centred():
    drawn = noisy.noisy_counts([0] * 4000, epsilon=1.0, contribution=2)
    within = noisy.accuracy(epsilon=1.0, contribution=2)
    outside = sum(abs(count) > within for count in drawn) / len(drawn)

    # Two hundred expected outside, with a deviation of 14; six deviations are allowed.
    assert outside < 0.072
    assert abs(sum(drawn) / len(drawn)) < 6 * 2 * 2**0.5 / 4000**0.5
    assert len(set(drawn)) > 5


@pytest.mark.parametrize(("epsilon", "within"), [(1.0, 3.4), (0.5, 6.4)])
def test_the_accuracy_is_the_published_one(epsilon, within):
    assert noisy.accuracy(epsilon=epsilon, contribution=1) == pytest.approx(within, abs=0.5)


@pytest.mark.parametrize(("epsilon", "contribution"), [(0, 1), (-1.0, 1), (1.0, 0)])
def test_noise_without_a_price_is_no_noise(epsilon, contribution):
    with pytest.raises(ValueError, match="above zero"):
        noisy.noisy_counts([1], epsilon=epsilon, contribution=contribution)


MEMBERS = pl.DataFrame({"person": ["a"] * 4 + ["b", "b", "c"], "cell": [*"wxyz", "w", "w", "q"]})


@pytest.mark.parametrize(("most", "total"), [(1, 2), (2, 3), (4, 5), (9, 5)])
def test_nobody_counts_in_more_cells_than_was_promised(most, total):
    found = bounded(
        MEMBERS, cells=pl.Series(list("wxyzv")), most=most, tokens_a_person=3, release="r1"
    )

    assert found.counts["cell"].to_list() == list("wxyzv")
    assert found.counts["count"].sum() == total
    assert found.contribution == 3 * most


def test_which_cells_a_person_keeps_does_not_depend_on_the_order_of_rows():
    ways = [
        bounded(rows, cells=pl.Series(list("wxyz")), most=2, tokens_a_person=1, release="r1")
        for rows in (MEMBERS, MEMBERS.reverse())
    ]

    assert ways[0].counts.equals(ways[1].counts)
