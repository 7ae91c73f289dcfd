"""The demo's region goes from identified files to a signed release, and the figures are true."""

import json

import polars as pl
import pytest

from hub.demo.plan import COUNTS_ONLY
from hub.demo.region import region
from hub.demo.run import BEARABLE, run_demo
from hub.demo.truth import screening_truth
from hub.publication.release.verify import verify
from hub.services.release_download import release_download
from hub.store import reports
from tests.builders.ports import free_port

pytestmark = pytest.mark.slow
PERSONS = 5000


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    state = tmp_path_factory.mktemp("region")
    address = f"http://127.0.0.1:{free_port()}"
    house, summary = run_demo(state, url=address, tell=lambda *_: None, persons=PERSONS)
    yield house, summary
    house.engine.dispose()


@pytest.fixture(scope="module")
def documents(told):
    house, summary = told
    with house.look() as work:
        listed = reports.of_release(work, summary["release"]["id"])
        whole = [reports.one(work, each.id) for each in listed if each.name == "report.json"]
    return {each.participant: json.loads(each.content) for each in whole}


def test_files_are_taken_and_the_dirty_and_the_raw_one_are_refused(told):
    _, summary = told

    assert summary["submissions"]["accepted"] >= 40
    assert summary["submissions"]["refused_because"]["tolerance"] == 1
    assert summary["submissions"]["refused_because"]["identifiers"] == 1


def test_no_small_count_can_be_worked_out(told):
    _, summary = told

    assert summary["cells"]["suppressed"] > 0
    assert summary["cells"]["leaks"] == 0


def test_the_practices_lines_can_be_used(told):
    _, summary = told

    assert min(each["share"] for each in summary["usable_practice_lines"].values()) >= 0.9


def test_rows_are_withheld_by_law_and_by_the_networks_policy(told):
    _, summary = told
    rules = {name.split(":")[0] for name in summary["withheld"]}

    assert {"network/honour_opt_outs", "part2/s2_33_a_written_consent"} <= rules


def test_each_practices_screening_rate_is_the_true_one(documents):
    made = region(PERSONS)
    inside = made.consents.filter(~pl.col("opted_out")).select("person")
    truth = screening_truth(made.screened.join(inside, on="person", how="semi"), made.crowd)
    keys = made.keys
    wrong = [
        keys[row["practice"]]
        for row in truth.iter_rows(named=True)
        if keys[row["practice"]] not in {COUNTS_ONLY, BEARABLE}
        and _line(documents[keys[row["practice"]]]) != _expected(row)
    ]

    assert truth.height > 5
    assert wrong == []


def test_what_a_practice_downloads_verifies_offline(told):
    house, summary = told
    with house.look() as work:
        files = release_download(
            work,
            summary["release"]["id"],
            participant="practice-02",
            public_key=house.release_signer.verifier.pem,
        )

    assert {"report.json", "report.csv", "manifest.json", "signature.json"} <= set(files)
    assert verify(files, house.release_signer.verifier).wrong == ()


def test_nobody_elses_figures_are_in_a_payers_report(documents):
    own = json.dumps(documents["harbor-mutual"])

    assert "civic-care" not in own
    assert "evergreen-health" not in own


def _line(document):
    measure = next(each for each in document["measures"] if each["identifier"] == "CMS2")
    line = measure["line"]
    return (line["numerator"], line["denominator"], line["excluded"])


def _expected(row):
    excluded = row["denominator_exclusion"] + row["denominator_exception"]
    return (row["numerator"], row["denominator"] - excluded, excluded)
