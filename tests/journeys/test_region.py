"""The demo's region is what its plan promises: payers, practices, programs, people and consents."""

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from hub.demo.consents import STATES
from hub.demo.deliveries import BEARABLE, DIRTY, RAW
from hub.demo.directory import practice_table, provider_table
from hub.demo.homes import homes
from hub.demo.network import usual_terms
from hub.demo.people import people
from hub.demo.plan import COUNTS_ONLY, FIRST, LAST, PAYERS, SMALL, SOLO, practices
from hub.demo.region import PERSONS, region
from hub.measures.measure import measures
from hub.measures.value_sets import DEFAULT, value_sets_of

ROOT = Path(__file__).parents[2]
FEW = 12


@pytest.fixture(scope="module")
def plans():
    return practices(PERSONS)


@pytest.fixture(scope="module")
def crowd(plans):
    return people(PERSONS, plans)


@pytest.fixture(scope="module")
def small():
    return region(3000)


@pytest.fixture(scope="module")
def coverage(small):
    found = {home.name: home.tables["coverage"] for home in homes(small) if home.kind == "payer"}
    return pl.concat(frame.with_columns(holder=pl.lit(name)) for name, frame in found.items())


def clinics(plans):
    return [plan for plan in plans if plan.kind == "primary-care"]


def test_it_has_120_000_persons_over_30_months(crowd):
    months = (LAST.year - FIRST.year) * 12 + LAST.month - FIRST.month + 1

    assert crowd.height == 120_000
    assert months == 30
    assert date(2025, 12, 31) == LAST


def test_five_payers_hand_in_on_every_basis():
    assert Counter(payer.basis for payer in PAYERS) == {
        "expert_determination": 2,
        "limited_data_set": 1,
        "safe_harbor": 1,
        "aggregate_only": 1,
    }


def test_one_payer_holds_45_of_100_members(crowd):
    members = crowd.filter(pl.col("payer") >= 0)
    largest = members.group_by("payer").len()["len"].max()

    assert largest / members.height == pytest.approx(0.45, abs=0.01)


def test_there_are_several_lines_of_business_and_self_funded_members(coverage):
    lines = set(coverage["line_of_business"])
    funded = coverage.filter(pl.col("funding") == "self-funded")

    assert {"commercial", "marketplace", "medicaid", "medicare-advantage", "dual"} <= lines
    assert 0.05 < funded.height / coverage.height < 0.4
    assert funded["plan_sponsor"].null_count() == 0


def test_forty_practices_and_three_programs_are_of_real_spread(plans):
    sizes = [plan.size for plan in clinics(plans)]
    rates = [plan.screening for plan in clinics(plans)]

    assert len(sizes) == 40
    assert len([plan for plan in plans if plan.kind == "substance-use-program"]) == 3
    assert max(sizes) > 20 * min(sizes)
    assert max(rates) - min(rates) > 0.25


def test_one_practice_is_of_one_clinician_and_one_of_250_patients(plans, crowd):
    clinicians = provider_table(plans).group_by("practice").len()
    alone = clinicians.filter(pl.col("len") == 1)["practice"].to_list()
    at = [plan.key for plan in plans].index(SMALL)

    assert alone == [SOLO]
    assert crowd.filter(pl.col("practice") == at).height == 250


def test_no_two_share_a_number(plans):
    numbers = [*practice_table(plans)["npi"], *provider_table(plans)["npi"]]

    assert len(set(numbers)) == len(numbers)


def test_all_practices_but_one_are_under_expert_determination(plans):
    others = {plan.key: plan.basis for plan in plans if plan.basis != "expert_determination"}

    assert others == {COUNTS_ONLY: "aggregate_only"}


@pytest.mark.parametrize(
    ("kind", "agreed"), [("payer", True), ("practice", False), ("program", False)]
)
def test_amounts_may_be_used_of_payers_alone(kind, agreed):
    terms = usual_terms("somebody", kind=kind, basis="expert_determination", until=LAST)

    assert terms.cost is agreed


def test_most_persons_are_seen_by_a_payer_and_a_practice(crowd):
    both = crowd.filter((pl.col("payer") >= 0) & (pl.col("practice") >= 0)).height

    assert both / crowd.height > 0.8


def test_a_tenth_of_persons_changes_payers(crowd):
    moved = crowd.filter((pl.col("changes_on") <= LAST) & (pl.col("payer") >= 0)).height
    members = crowd.filter(pl.col("payer") >= 0).height

    assert moved / members == pytest.approx(0.10, abs=0.01)


def test_consents_are_given_expired_revoked_and_lacking_and_some_opt_out(small):
    directives = pl.concat(
        home.tables["consent_directive"] for home in homes(small) if home.kind == "payer"
    )
    consents = directives.filter(pl.col("kind") == "part2")

    assert set(small.consents["state"]) == set(STATES)
    assert consents.filter(pl.col("revoked_day").is_not_null()).height > 0
    assert consents.filter(pl.col("end_day") < LAST).height > 0
    assert consents.filter(~pl.col("purpose_stated")).height > 0
    assert directives.filter(pl.col("kind") == "opt-out").height > 0


def test_dirty_and_raw_files_come_from_participants_of_the_region(plans):
    names = {plan.key for plan in plans} | {payer.name for payer in PAYERS}

    assert {DIRTY, RAW, BEARABLE} <= names
    assert len({DIRTY, RAW, BEARABLE}) == 3


def test_equal_numbers_give_equal_regions(small):
    again = region(3000)

    assert again.crowd.equals(small.crowd)
    assert again.paid.equals(small.paid)
    assert again.screened.equals(small.screened)


def test_codes_come_from_the_projects_own_short_lists():
    assert [folder for folder in DEFAULT if ROOT not in Path(folder).resolve().parents] == []
    for measure in measures():
        sets = value_sets_of(measure)
        told = {named.oid for named in measure.value_sets}

        assert {found.oid for found in sets.values()} >= told


def test_each_demo_set_holds_a_few_codes_and_says_that_it_is_of_the_demo():
    files = sorted((ROOT / "schemas/value_sets/demo").glob("*.csv"))
    for file in files:
        rows = pl.read_csv(file, infer_schema=False)

        assert rows.group_by("oid").len()["len"].max() <= FEW
        assert rows.filter(~pl.col("version").str.contains("demo")).height == 0
    assert files != []
