"""The demo's region goes from identified files to a signed release, and the figures are true."""

import json
import subprocess
import sys

import pytest

from hub.cli import main
from hub.demo.disputed import PAYER
from hub.demo.held_against import verdict_of
from hub.demo.missed_links import missed_links
from hub.demo.plan import APART, FURTHER, practices
from hub.demo.publish import TRUTH
from hub.demo.region import region
from hub.demo.run import told_with
from hub.demo.truth import truths
from hub.platform.signing import by_key_id
from hub.publication.release.verify import verify
from hub.services.releases.download import release_download
from hub.store import dispute_hearings, disputes, releases, reports
from tests.builders.demo_region import PERSONS, built_region, house_of, summary_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def told(pytestconfig, tmp_path_factory):
    state = built_region(pytestconfig, tmp_path_factory.getbasetemp())
    house = house_of(state)
    yield house, summary_of(state)
    house.engine.dispose()


@pytest.fixture(scope="module")
def documents(told):
    house, summary = told
    return documents_of(house, summary["release"]["id"])


@pytest.fixture(scope="module")
def true():
    measures = told_with(FURTHER)
    return {(each.identifier, each.rate): each for each in truths(region(PERSONS), measures)}


def documents_of(house, release):
    with house.look() as work:
        listed = reports.of_release(work, release)
        whole = [reports.one(work, each.id) for each in listed if each.name == "report.json"]
    return {each.participant: json.loads(each.content) for each in whole}


def test_files_are_taken_and_the_dirty_and_the_raw_one_are_refused(told):
    _, summary = told

    assert summary["submissions"]["accepted"] >= 40
    assert summary["submissions"]["refused_because"] == {"tolerance": 1, "identifiers": 1}


def test_a_file_under_an_agreement_that_is_not_signed_is_not_received(told):
    _, summary = told

    assert summary["submissions"]["blocked_by_agreement"] == 1


def test_no_small_count_can_be_worked_out(told):
    _, summary = told

    assert summary["cells"]["suppressed"] > 0
    assert summary["cells"]["leaks"] == 0


def test_the_practices_lines_can_be_used(told):
    _, summary = told
    lines = summary["usable_practice_lines"].values()

    assert sum(each["usable"] for each in lines) >= 0.9 * sum(each["lines"] for each in lines)
    assert all(sum(each["said"].values()) == each["lines"] for each in lines)


def test_rows_are_withheld_by_law_and_by_the_networks_policy(told):
    _, summary = told
    rules = {name.split(":")[0] for name in summary["withheld"]}

    assert {"network/honour_opt_outs", "part2/s2_33_a_written_consent"} <= rules
    assert "agreement/plan_sponsors" in rules


@pytest.mark.parametrize("measure", ["CMS2", "CMS159", "HUB-PHQ9-FU12"])
def test_each_practices_own_counts_are_the_true_ones(documents, true, measure):
    # Exactly: a practice's records are its own, and no link to another's is needed.
    told = {
        practice: counts
        for practice, counts in true[measure, "1"].practices.items()
        if practice not in APART and practice in documents
    }
    lines = {practice: line_of(documents[practice], measure) for practice in told}
    published = {
        practice: (line["numerator"], line["denominator"])
        for practice, line in lines.items()
        if line is not None
    }

    assert len(told) >= 3
    assert published == {each: counts for each, counts in told.items() if counts[1]}


@pytest.mark.parametrize("measure", ["HUB-BHED", "HUB-COCM"])
def test_what_is_said_of_claims_is_true(documents, true, measure):
    # Ranges hold the truth, and counts are exact. A person who changed payers and whose name one
    # of them misspells has two tokens, and counts as two members: exactly those do.
    wrong, said, twice = [], 0, missed_links(region(PERSONS))
    for practice, (met, members) in true[measure, "1"].practices.items():
        line = line_of(documents[practice], measure)
        if line is None or practice in APART:
            continue
        said += 1
        if line["denominator"] not in {None, members + twice.get(practice, 0)}:
            wrong.append((practice, line["denominator"], members))
        if line["numerator"] is not None and line["numerator"] != met:
            wrong.append((practice, line["numerator"], met))
        if line["lowest"] is not None and not (
            line["lowest"] - 1e-9 <= met / members <= line["highest"] + 1e-9
        ):
            wrong.append((practice, line["lowest"], line["highest"], met / members))

    assert said >= 3
    assert wrong == []


def test_nearly_every_published_line_agrees_with_the_truth(told, true):
    # Within 99.9 per cent, of all measures that the region tells: at most five in a thousand do not.
    _, summary = told
    held = summary["truth"]

    assert held["lines"] >= 20
    assert held["exact"] >= 0.4 * held["lines"]
    assert held["share_outside"] <= 0.005, held["which_outside"]


def test_every_measure_that_the_region_tells_has_its_truth(true, documents):
    released = {(each["identifier"], each["rate"]) for each in documents["hub"]["measures"]}

    assert released <= set(true)


VERDICTS = {
    "the very counts": ({"numerator": 40, "denominator": 100}, 40, 100, "exact"),
    "a member more": ({"numerator": 40, "denominator": 101}, 40, 100, "fits"),
    "far from it": ({"numerator": 60, "denominator": 100}, 40, 100, "outside"),
    "a range that holds it": ({"lowest": 0.3, "highest": 0.4}, 40, 100, "fits"),
    "a range that does not": ({"lowest": 0.41, "highest": 0.5}, 40, 100, "outside"),
    "nothing said": ({"statement": "withheld"}, 40, 100, None),
}


@pytest.mark.parametrize(("said", "met", "total", "verdict"), VERDICTS.values(), ids=VERDICTS)
def test_a_line_is_held_against_the_truth(said, met, total, verdict):
    blank = dict.fromkeys(("numerator", "denominator", "lowest", "highest"))
    statement = "rounded-rate" if "lowest" in said else "count"
    line = {"statement": statement, **blank, **said}

    assert verdict_of(line, met, total, counts="persons") == verdict


def test_the_truth_is_kept_where_no_participant_may_read_it(told, true):
    house, summary = told
    release = summary["release"]["id"]
    with house.look() as work:
        files = reports.of_release(work, release)
        kept = [each for each in files if each.name == TRUTH]
        readable = reports.for_participant(work, release, "practice-02")
        whole = reports.one(work, kept[0].id)

    assert [each.participant for each in kept] == ["hub"]
    assert TRUTH not in {each.name for each in readable}
    assert json.loads(whole.content)["rates"] == [each.document() for each in true.values()]


def test_the_command_prints_one_document_and_gives_the_same_cells_again(told, tmp_path):
    _, summary = told
    words = [
        "demo",
        "--once",
        "--json",
        "--persons",
        str(PERSONS),
        "--state",
        str(tmp_path / "new"),
    ]

    run = subprocess.run(
        [sys.executable, "-m", "hub", *words], capture_output=True, text=True, check=False
    )
    again = json.loads(run.stdout)

    assert run.returncode == 0
    assert "the release is published" in run.stderr
    assert again["cells"] == summary["cells"]
    assert again["submissions"] == summary["submissions"]
    assert again["release"]["signature"] != summary["release"]["signature"]


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")

    status = main(["demo", "--once", "--json", "--state", str(tmp_path)])

    assert status == 2
    assert json.loads(capsys.readouterr().out)["error"]["type"] == "not-empty"
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]


def test_a_measure_that_there_is_not_is_refused_before_anything_is_made(tmp_path, capsys):
    state = tmp_path / "new"

    status = main(["demo", "--once", "--json", "--measures", "HUB-LUCK", "--state", str(state)])

    assert status == 2
    assert "HUB-LUCK" in json.loads(capsys.readouterr().out)["error"]["title"]
    assert not state.exists()


def test_preliminary_figures_came_before_the_final_ones(told):
    house, _ = told
    with house.look() as work:
        found = releases.every(work, states=("published",))
    statuses = [documents_of(house, each.id)[None]["release"]["status"] for each in found]

    assert statuses == ["final", "preliminary", "final"]


def test_a_practice_reads_its_figure_of_the_year_before(documents):
    trends = {
        practice: [point for point in each["trend"] if point["statement"] == "count"]
        for practice, document in documents.items()
        if practice and practice.startswith("practice-")
        for each in document["measures"]
        if each["identifier"] == "CMS2"
    }
    before = [point for points in trends.values() for point in points]

    assert len(before) >= 3
    assert {(point["last"], point["status"]) for point in before} == {("2024-12-31", "final")}


def test_a_practice_that_really_changed_is_told_so_and_one_that_hardly_did_is_not(documents):
    gained = {plan.key: plan.gained for plan in practices(PERSONS)}
    told = {
        practice: [each["word"] for each in documents[practice]["alerts"]]
        for practice in ("practice-02", "practice-11")
    }

    assert gained["practice-02"] > 0.2
    assert abs(gained["practice-11"]) < 0.1
    assert told == {"practice-02": ["better"], "practice-11": []}


def test_a_clinic_disputed_where_two_patients_are_counted_and_one_dispute_waits(told):
    house, _ = told
    with house.look() as work:
        found = disputes.every(work)
        asked = {each.state: dispute_hearings.of_dispute(work, each.id) for each in found}

    assert {each.participant for each in found} == {"practice-02"}
    # Whoever changed payers stands on two lists, and both are heard.
    answers = {state: {each.answer for each in heard} for state, heard in asked.items()}
    assert answers == {"upheld": {"confirm"}, "opened": {None}}
    assert all(PAYER in {each.participant for each in heard} for heard in asked.values())


def test_what_a_practice_downloads_verifies_offline(told):
    house, summary = told
    with house.look() as work:
        files = release_download(
            work,
            releases.one(work, summary["release"]["id"]),
            participant="practice-02",
            keys=by_key_id(house.release_signer.verifier),
        )

    assert {"report.json", "report.csv", "manifest.json", "signature.json"} <= set(files)
    assert verify(files, house.release_signer.verifier).wrong == ()


def test_nobody_elses_figures_are_in_a_payers_report(documents):
    own = json.dumps(documents["harbor-mutual"])

    assert "civic-care" not in own
    assert "evergreen-health" not in own


def test_whoever_has_years_only_is_told_what_cannot_be_computed(documents):
    told = {each["measure"] for each in documents["summit-choice"]["not_computable"]}

    assert {"CMS2", "CMS159", "HUB-BHED"} <= told


def line_of(document, measure):
    """The line of a measure's first rate, None where the report says nothing of the place."""
    found = [each for each in document["measures"] if each["identifier"] == measure]
    return found[0]["line"] if found else None
