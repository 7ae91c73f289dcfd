"""A snapshot counted in many parts comes to what it comes to at once; the last word counts."""

import shutil
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from hub.measures.measure import measure_named
from hub.measures.placement.decided import DECIDED
from hub.measures.value_sets import DEFAULT
from hub.publication.eligible_rows import Purpose
from hub.services.house import HUB
from hub.services.privacy.patient_wishes import wishes_now
from hub.services.releases.count_snapshot import Asked, count_snapshot
from hub.services.releases.snapshot_files import files_now
from hub.services.submissions.take_in_submission import claim_submission, take_in_submission
from hub.vault.snapshot import open_snapshot
from policies.recipient import Recipient
from schemas.attribution_choice import NETWORK
from tests.builders.small_network import (
    PAYER,
    PERIOD,
    founded,
    handed_in,
    opt_out,
    package,
    words_of,
    zipped,
)

PERSONS, MOVED, OPTED = 120, 10, 5
MEASURES = ("HUB-BHI", "HUB-BHED")
# Of some 600 rows: four parts.
FEW_ROWS = 200
AT_HOME = ("claim,refusal,40,12", "claim-line,refusal,50,12", "observation,opt-out,7,7")
PLAN, OPT_OUT, REFUSED = (
    *("agreement/plan_sponsors", "network/honour_opt_outs"),
    "network/honour_refusals",
)


def corrected():
    """Return a zip in which the first claims, of general integration then, are of other persons."""
    tables = {
        "person": ["person,birth_day,sex"],
        "claim": ["claim,person,type,status,start_day,end_day,bill_type,principal_diagnosis"],
        "claim_line": ["claim,line,person,start_day,end_day,procedure,revenue,place_of_service"],
    }
    for n in range(MOVED):
        other = f"t{PERSONS - 1 - n}"
        tables["person"].append(f"{other},1961-05-17,female")
        tables["claim"].append(f"c{n},{other},institutional,paid,2025-06-01,2025-06-01,131,I10")
        tables["claim_line"].append(f"c{n},1,{other},2025-06-01,2025-06-01,99484,,11")
    return zipped(tables)


@pytest.fixture(scope="module")
def house(sqlite_template, tmp_path_factory):
    state = tmp_path_factory.mktemp("counted")
    shutil.copy(sqlite_template, state / "hub.sqlite")
    made, _ = founded(words_of(state), plan_sponsors=("sponsor-2",))
    first = package(persons=PERSONS, integrated=60, self_funded=20, at_home=AT_HOME)
    for content in (first, corrected()):
        handed_in(made, content)
        take_in_submission(made, claim_submission(made, worker="one"))
    opt_out(made, [f"t{n}" for n in range(20, 20 + OPTED)])
    yield made
    made.engine.dispose()


def counted(house, **how):
    with house.look() as work:
        files, wishes = files_now(work), wishes_now(work)
    asked = Asked(
        chosen=[measure_named(name) for name in MEASURES],
        period=PERIOD,
        on=date(2026, 6, 1),
        attribution=NETWORK,
        payers=frozenset({PAYER}),
        decided=pl.DataFrame(schema=DECIDED),
        folders=DEFAULT,
    )
    purpose = Purpose(
        recipient=Recipient(id=HUB, type="hub"), purpose="HQUALIMP", now=house.clock()
    )
    with open_snapshot(house.vault, [each.dataset for each in files]) as opened:
        return count_snapshot(opened, files, asked, purpose, wishes, **how)


@pytest.fixture(scope="module")
def at_once(house):
    return counted(house)


@pytest.fixture(scope="module")
def in_parts(house):
    return counted(house, rows_at_once=FEW_ROWS)


def alike(one, other):
    assert_frame_equal(one, other, check_row_order=False)


def test_many_parts_come_to_what_all_persons_come_to_at_once(at_once, in_parts):
    for name in MEASURES:
        alike(at_once.results[name], in_parts.results[name])
    alike(at_once.places, in_parts.places)
    alike(at_once.withheld, in_parts.withheld)
    alike(at_once.last_days, in_parts.last_days)
    alike(at_once.paid.lags, in_parts.paid.lags)
    alike(at_once.paid.last, in_parts.paid.last)
    assert (at_once.lists, at_once.disputed) == (in_parts.lists, in_parts.disputed)
    assert at_once.results["HUB-BHI"]["person"].n_unique() == PERSONS - 20 - OPTED


@pytest.mark.parametrize("how", ["at_once", "in_parts"])
def test_a_record_that_was_sent_again_counts_for_whom_it_was_sent_of_last(how, request):
    found = request.getfixturevalue(how)
    served = found.results["HUB-BHI"].filter(pl.col("numerator") > 0)

    # Of the first 60 claims those of ten persons became others'; 20 and 5 are left out.
    assert served["person"].n_unique() == 60 - 20 - OPTED + MOVED


def test_what_was_left_out_at_home_is_counted_once_beside_what_the_hub_leaves_out(in_parts):
    by_rule = {
        (row["table"], row["rule"]): (row["rows"], row["people"])
        for row in in_parts.withheld.filter(pl.col("table").is_in(["claim", "claim_line"]))
        .group_by("table", "rule")
        .agg(pl.col("rows", "people").sum())
        .iter_rows(named=True)
    }

    # The first ten members of the plan have no claim any more.
    assert by_rule == {
        (table, rule): counts
        for table, refused in (("claim", 40), ("claim_line", 50))
        for rule, counts in {
            PLAN: (20 - MOVED, 20 - MOVED),
            OPT_OUT: (OPTED, OPTED),
            REFUSED: (refused, 12),
        }.items()
    }
    # Of a table that no measure reads nothing is withheld.
    assert not in_parts.withheld.filter(table="observation").height
