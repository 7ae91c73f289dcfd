"""A whole small release: what is left out and what is used are all that was received, by rule."""

import json
import shutil
from datetime import date
from types import SimpleNamespace

import polars as pl
import pytest

from hub.measures.measure import measure_named
from hub.publication.eligible_rows import Purpose, eligible_rows
from hub.services.house import HUB
from hub.services.privacy.patient_wishes import wishes_now
from hub.services.releases import compute_release
from hub.services.releases.count_snapshot import columns_needed
from hub.services.releases.release_terms import release_terms
from hub.services.releases.snapshot_files import usable_files
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.store import releases, reports
from hub.vault.snapshot import open_snapshot
from policies.recipient import Recipient
from tests.builders.small_network import (
    PAYER,
    founded,
    handed_in,
    opt_out,
    package,
    proposed,
    words_of,
)

PERSONS, FUNDED, OPTED = 300, 60, 15
MEASURE = "HUB-BHI"
TABLES = ("attribution", "claim", "claim_line", "coverage", "person")
PLAN, OPT_OUT = "agreement/plan_sponsors", "network/honour_opt_outs"
REFUSED = "network/honour_refusals"
AT_HOME = ("claim,refusal,40,12", "claim-line,refusal,50,12", "observation,opt-out,7,7")


@pytest.fixture(scope="module")
def made(sqlite_template, tmp_path_factory):
    """A house in which one sponsor has not authorised, and fifteen of other plans opted out."""
    state = tmp_path_factory.mktemp("left-out")
    shutil.copy(sqlite_template, state / "hub.sqlite")
    house, _ = founded(words_of(state), plan_sponsors=("sponsor-2",))
    handed_in(house, package(persons=PERSONS, integrated=120, self_funded=FUNDED, at_home=AT_HOME))
    take_in_submission(house, claim_submission(house, worker="one"))
    opt_out(house, [f"t{n}" for n in range(FUNDED, FUNDED + OPTED)])
    yield house
    house.engine.dispose()


def gathered(house, columns):
    with house.look() as work:
        release = releases.every(work)[0]
        contributions, wishes = usable_files(work, release), wishes_now(work)
    purpose = Purpose(
        recipient=Recipient(id=HUB, type="hub"), purpose="HQUALIMP", now=house.clock()
    )
    with open_snapshot(house.vault, [each.dataset for each in contributions]) as opened:
        return eligible_rows(opened, contributions, columns, purpose, wishes)


@pytest.fixture(scope="module")
def release(made):
    return proposed(made)


@pytest.fixture(scope="module")
def previewed(made, release):
    whole = compute_release.released_measures
    compute_release.released_measures = lambda *_, **__: (measure_named(MEASURE),)
    yield compute_release.compute_release(made, release)
    compute_release.released_measures = whole


def test_withheld_and_used_are_what_was_received_in_every_table(made, release):
    found = gathered(made, dict.fromkeys(TABLES, frozenset({"person"})))
    used = {name: sum(part.num_rows for part in found.tables[name]) for name in TABLES}

    for name in TABLES:
        left_out = found.withheld.filter(pl.col("rule") != REFUSED, table=name)
        by_rule = {row["rule"]: row["rows"] for row in left_out.iter_rows(named=True)}
        assert by_rule == {PLAN: FUNDED, OPT_OUT: OPTED}
        assert used[name] + left_out["rows"].sum() == PERSONS


def report(house, release, who):
    with house.look() as work:
        held = reports.for_participant(work, release.id, who)
        [found] = [each for each in held if (each.participant, each.name) == (who, "report.json")]
        return json.loads(reports.one(work, found.id).content)


def test_the_payer_reads_how_many_of_its_records_were_left_out_and_why(made, previewed):
    told = {each["rule"]: each for each in report(made, previewed, PAYER)["withheld"]}
    tables = len(set(TABLES) & set(columns_needed([measure_named(MEASURE)])))

    assert tables == len(TABLES)
    assert told[PLAN]["authority"] == "contract"
    assert told[OPT_OUT]["authority"] == "policy"
    assert told[PLAN]["records"] == FUNDED * tables
    assert told[OPT_OUT]["records"] == OPTED * tables
    assert (told[REFUSED]["authority"], told[REFUSED]["records"]) == ("policy", 90)
    assert told[REFUSED]["reason"].startswith("left out at home")


COUNT, SHARE = "minimum_cell_size", "largest_contributor_share"
STRICTEST = {
    "nobody asks for more than the network": ([{}, {}], COUNT, 11),
    "one does": ([{}, {COUNT: 30}], COUNT, 30),
    "the strictest counts": ([{COUNT: 15}, {COUNT: 30}, {COUNT: 20}], COUNT, 30),
    "no agreement loosens it": ([{COUNT: 5}], COUNT, 11),
    "another rule is left alone": ([{COUNT: 30}], SHARE, 0.25),
    "of shares the smallest": ([{SHARE: 0.2}, {SHARE: 0.15}], SHARE, 0.15),
    "no larger share": ([{SHARE: 0.5}], SHARE, 0.25),
}


@pytest.mark.parametrize(("asked", "name", "number"), STRICTEST.values(), ids=STRICTEST)
def test_of_what_the_agreements_ask_of_a_release_the_strictest_holds(asked, name, number):
    contributions = [
        SimpleNamespace(agreement=SimpleNamespace(entitlement="default", release_rules=each))
        for each in asked
    ]
    gathered_files = SimpleNamespace(
        contributions=contributions, counts=SimpleNamespace(unpersoned={})
    )

    assert release_terms(gathered_files, on=date(2026, 6, 1)).numbers[name] == number
