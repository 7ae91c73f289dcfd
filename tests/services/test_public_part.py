"""What everybody may read of a release, and the terms by which it is agreed; on both databases."""

import hashlib
from datetime import date

import pytest

from hub.services.agreements.check_terms import check_terms
from hub.services.agreements.text import agreement_text
from hub.services.public.privacy_budgets import budgets_begun, told_public
from hub.services.public.public_files import PUBLIC_FILES, PUBLIC_JSON, PUBLIC_SIGNATURE
from hub.services.public.public_releases import public_release, public_releases
from hub.services.refusal import Refused
from hub.store import noisy_releases, releases, reports, snapshots
from hub.store.releases import Release
from hub.store.reports import WholeReport
from hub.store.snapshots import Snapshot
from hub.store.walls import EVERY_PARTICIPANT, NO_PARTICIPANT
from hub.store.work import begin, look
from policies.disclosure_control.entitlement import default_entitlement
from tests.builders.houses import enrol, house, terms
from tests.builders.times import START

EMPTY = b'{"tier":"noise"}'


@pytest.fixture
def home(engine, clock, ids, tmp_path):
    made = house(engine, clock, ids, tmp_path)
    enrol(made, "payer-a")
    return made


@pytest.fixture
def keep(engine, clock, ids, home):
    """Keep a release in a state, with files of the public and one of a participant."""

    def run(name, *, state="published", files=PUBLIC_FILES):
        with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
            snapshots.add(
                work, Snapshot(id=f"s{name}", hash="0" * 64, taken_at=START, taken_by="u"), ()
            )
            releases.add(
                work,
                Release(
                    id=name, title="a year", first_day=date(2026, 1, 1), last_day=date(2026, 12, 31),
                    state=state, version=1, snapshot=f"s{name}", proposed_by="u", proposed_at=START,
                ),
            )  # fmt: skip
            for owner, file in [*((None, each) for each in files), ("payer-a", "report.json")]:
                reports.add(
                    work,
                    WholeReport(
                        id=f"{name}-{file}", release=name, participant=owner, name=file,
                        media_type="application/json", sha256=hashlib.sha256(EMPTY).hexdigest(),
                        size=len(EMPTY), content=EMPTY,
                    ),
                )  # fmt: skip
            work.tell("release-proposed", subject=name)

    return run


def read(home, name):
    with home.look(within=NO_PARTICIPANT) as work:
        return public_release(work, name)


def test_whoever_takes_no_part_reads_the_files_of_the_public_and_no_other(home, keep):
    keep("r1")

    assert set(read(home, "r1").files) == PUBLIC_FILES


UNREADABLE = {
    "a preview": {"state": "previewed"},
    "one that was approved": {"state": "approved"},
    "one that a correction took the place of": {"state": "corrected"},
    "one that tells the public nothing": {"files": ()},
    "one that was not signed": {"files": PUBLIC_FILES - {PUBLIC_SIGNATURE}},
}


@pytest.mark.parametrize("how", UNREADABLE.values(), ids=UNREADABLE)
def test_which_releases_nobody_outside_reads(home, keep, how):
    keep("r1", **how)

    assert read(home, "r1") is None
    with home.look(within=NO_PARTICIPANT) as work:
        assert public_releases(work) == []


def test_the_coordinator_sees_the_cost_of_a_release_and_what_each_year_has_left(
    engine, clock, ids, keep
):
    keep("r1", state="previewed", files=[PUBLIC_JSON])
    with begin(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        noisy_releases.spend(work, year=2026, epsilon=700, limit=2000)
        noisy_releases.spend(work, year=2024, epsilon=2000, limit=2000)
        work.tell("noise-drawn", subject="r1")
    with look(engine, clock, ids, within=EVERY_PARTICIPANT) as work:
        told = told_public(work, releases.one(work, "r1"))
        begun = budgets_begun(work)

    assert [(each.year, each.spent, each.left) for each in told.budgets] == [(2026, 700, 1300)]
    assert [(each.year, each.left) for each in begun] == [(2026, 1300), (2024, 0)]


NOISE = """
[[table]]
name = "region"
tells_apart = []
[[table]]
name = "lines"
tells_apart = ["line_of_business"]
[[audience]]
name = "public"
sees = { region = "noise", lines = "%s" }
[noise]
measures = ["%s"]
epsilon = 500
"""
TERMS = {
    "the table that is shipped": ("default", None),
    "the one with noise": ("public-noise", None),
    "noise of a measure of persons": (NOISE % ("noise", "CMS2"), None),
    "exact and noisy for one audience": (
        NOISE % ("all", "CMS2"),
        "exactly and with noise to one audience; choose one",
    ),
    "noise of visits": (NOISE % ("noise", "HUB-BHED"), "does not count persons"),
    "noise of no measure that there is": (NOISE % ("noise", "CMS0"), "does not count persons"),
    "no table": ("x = 1", "is no table of who sees what"),
}


@pytest.mark.parametrize(("entitlement", "words"), TERMS.values(), ids=TERMS)
def test_which_terms_of_the_public_tier_nobody_is_asked_to_sign(home, entitlement, words):
    asked = terms(home, "payer-a", entitlement=entitlement)
    with home.look() as work:
        if words is None:
            check_terms(work, asked)
            return
        with pytest.raises(Refused, match=words):
            check_terms(work, asked)


def test_the_text_that_is_signed_says_what_everybody_will_be_shown(home):
    exact = agreement_text("Data use", terms(home, "payer-a"))
    noisy = agreement_text("Data use", terms(home, "payer-a", entitlement="public-noise"))

    assert default_entitlement().noisy is None
    assert "Figures for everybody" not in exact
    assert "random noise (differential privacy): CMS159, CMS2, HUB-PHQ9-FU12" in noisy
    assert "at most 0.5 of the privacy budget" in noisy
