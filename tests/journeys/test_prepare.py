"""From identified files at home to a package that the intake would take."""

import json
import os

import pytest

from hub.cli import main
from tests.builders.homes import CANARIES, CLAIMS, ENCOUNTERS, PERSONS, home, members, tables

BASES = ["safe_harbor", "limited_data_set", "expert_determination"]


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "linkage.key"
    # As text: of bytes by lot one in 128 ends as a line does, and is a byte short.
    path.write_text(os.urandom(32).hex())
    return path


@pytest.fixture
def told(capsys):
    """Run a command and return its exit status and its JSON."""

    def run(*words):
        status = main([str(word) for word in (*words, "--json")])
        return status, json.loads(capsys.readouterr().out)

    return run


def linking(basis, key):
    return [] if basis == "safe_harbor" else ["--linkage-key", key]


@pytest.mark.parametrize("basis", BASES)
def test_a_home_becomes_a_package_that_the_intake_takes(basis, tmp_path, key, told):
    package = tmp_path / "out" / "package.zip"

    status, prepared = told(
        "prepare", home(tmp_path / "home"), package, "--basis", basis, *linking(basis, key)
    )
    checked = told("check", package, "--basis", basis)

    assert (status, prepared["reasons"], prepared["package"]) == (0, [], str(package))
    assert checked[0] == 0
    assert checked[1]["accepted"]
    assert checked[1]["files"][0]["identifiers"] == []


@pytest.mark.parametrize("basis", BASES)
def test_no_identifier_is_left_in_the_package_and_none_is_told_of(basis, tmp_path, key, told):
    package = tmp_path / "package.zip"

    _, prepared = told(
        "prepare", home(tmp_path / "home"), package, "--basis", basis, *linking(basis, key)
    )
    sent = "".join(members(package).values())

    said = json.dumps(prepared).replace(str(tmp_path), "")
    assert [canary for canary in CANARIES if canary in sent] == []
    assert [canary for canary in CANARIES if canary in said] == []


def test_safe_harbor_keeps_years_places_and_ages_as_the_rule_has_them(tmp_path, told):
    told("prepare", home(tmp_path / "home"), tmp_path / "p.zip", "--basis", "safe_harbor")
    sent = tables(tmp_path / "p.zip")

    assert sent["person"].select("birth_day", "over_89", "sex", "zip3").rows() == [
        ("1950-01-01", None, "female", "021"),
        (None, "true", "male", "000"),
        ("1980-01-01", None, "female", "554"),
    ]
    assert set(sent["encounter"]["start_day"]) == {"2026-01-01"}
    assert set(sent["encounter"]["date_precision"]) == {"year"}
    assert "start_instant" not in sent["encounter"].columns
    assert "zip5" not in sent["person"].columns


def test_who_opted_out_is_withheld_at_home_and_only_counted(tmp_path, told):
    _, prepared = told(
        "prepare", home(tmp_path / "home"), tmp_path / "p.zip", "--basis", "safe_harbor"
    )
    sent = tables(tmp_path / "p.zip")

    assert (sent["person"].height, sent["encounter"].height) == (3, 2)
    assert "consent_directive" not in sent
    assert prepared["persons"] == {"linked": 0, "by_lot": 3, "opted_out": 1}
    assert prepared["tables"]["person"]["withheld"] == 1
    assert prepared["tables"]["encounter"]["withheld"] == 1
    told_of = [row for row in sent["withheld_at_home"].rows() if row[0] in {"encounter", "person"}]
    assert told_of == [("encounter", "opt-out", "1", "1"), ("person", "opt-out", "1", "1")]


def test_on_a_basis_that_links_the_hub_asks_for_consents_itself(tmp_path, key, told):
    told(
        *("prepare", home(tmp_path / "home"), tmp_path / "p.zip"),
        *("--basis", "limited_data_set", "--linkage-key", key),
    )
    sent = tables(tmp_path / "p.zip")

    assert sent["person"].height == 4
    assert sent["consent_directive"]["person"][0] == sent["person"]["person"][3]


def test_references_hold_across_files_and_claims_find_what_they_replace(tmp_path, told):
    told("prepare", home(tmp_path / "home"), tmp_path / "p.zip", "--basis", "safe_harbor")
    sent = tables(tmp_path / "p.zip")

    assert sent["claim_line"]["claim"].to_list() == sent["claim"]["claim"].to_list()
    assert sent["claim"]["replaces"].to_list() == [None, sent["claim"]["claim"][0]]
    assert sent["claim"]["person"].is_in(sent["person"]["person"].implode()).all()
    assert sent["encounter"]["practice"].to_list() == ["clinic-a"] * 2


def test_of_two_spans_that_begin_in_one_year_the_one_that_lasts_stays(tmp_path, told):
    told("prepare", home(tmp_path / "home"), tmp_path / "p.zip", "--basis", "safe_harbor")
    [span] = tables(tmp_path / "p.zip")["attribution"].select("start_day", "end_day").rows()

    assert span == ("2025-01-01", None)


def test_a_practice_that_many_files_name_goes_once(tmp_path, told):
    folder = home(tmp_path / "home")
    (folder / "again.csv").write_text((folder / "practice.csv").read_text())

    status, prepared = told("prepare", folder, tmp_path / "p.zip", "--basis", "safe_harbor")

    assert status == 0
    assert tables(tmp_path / "p.zip")["practice"].height == 1
    assert prepared["tables"]["practice"]["merged"] == 1


def test_two_participants_give_one_person_one_token(tmp_path, key, told):
    payer = home(tmp_path / "payer")
    others = PERSONS.replace("100001", "A-17").replace("Jane,Doe Jr.", "JANE,doe")
    practice = home(
        tmp_path / "practice",
        person=others,
        **dict.fromkeys(["encounter", "claim", "claim_line", "attribution"], ""),
    )
    for name, folder in (("payer", payer), ("practice", practice)):
        told(
            *("prepare", folder, tmp_path / f"{name}.zip"),
            *("--basis", "expert_determination", "--linkage-key", key),
        )

    tokens = [
        tables(tmp_path / f"{name}.zip")["person"]["person"] for name in ("payer", "practice")
    ]
    assert tokens[0].to_list() == tokens[1].to_list()


def test_random_tokens_are_the_same_next_month_and_differ_between_participants(tmp_path, told):
    folder = home(tmp_path / "home")
    for package in ("a/january.zip", "a/february.zip", "b/january.zip"):
        told("prepare", folder, tmp_path / package, "--basis", "safe_harbor")

    january, february, other = (
        tables(tmp_path / package)["person"]["person"].to_list()
        for package in ("a/january.zip", "a/february.zip", "b/january.zip")
    )
    assert january == february
    assert set(january) & set(other) == set()
    assert oct((tmp_path / "a" / "crosswalk.parquet").stat().st_mode)[-3:] == "600"


@pytest.mark.parametrize("basis", BASES)
def test_preparing_what_was_prepared_changes_nothing(basis, tmp_path, key, told):
    once, twice = tmp_path / "once.zip", tmp_path / "twice.zip"
    told("prepare", home(tmp_path / "home"), once, "--basis", basis, *linking(basis, key))

    status, prepared = told("prepare", once, twice, "--basis", basis, *linking(basis, key))

    assert status == 0
    assert once.read_bytes() == twice.read_bytes()
    assert prepared["identifiers_before"] == []
    assert all(not table["columns"]["changed"] for table in prepared["tables"].values())


def test_linked_tokens_prepared_for_safe_harbor_are_replaced_by_random_ones(tmp_path, key, told):
    linked, drawn = tmp_path / "linked.zip", tmp_path / "drawn.zip"
    told(
        *("prepare", home(tmp_path / "home"), linked),
        *("--basis", "expert_determination", "--linkage-key", key),
    )

    told("prepare", linked, drawn, "--basis", "safe_harbor")

    assert tables(linked)["person"]["person"].str.starts_with("linked").all()
    assert tables(drawn)["person"]["person"].str.starts_with("random").all()


def test_safe_harbor_takes_no_linkage_key(tmp_path, key, told):
    status, answer = told(
        *("prepare", home(tmp_path / "home"), tmp_path / "p.zip"),
        *("--basis", "safe_harbor", "--linkage-key", key),
    )

    assert status == 2
    assert answer["error"]["type"] == "usage"
    assert not (tmp_path / "p.zip").exists()


def test_a_short_linkage_key_is_refused(tmp_path, told):
    short = tmp_path / "short.key"
    short.write_bytes(b"k" * 31)

    status, answer = told(
        *("prepare", home(tmp_path / "home"), tmp_path / "p.zip"),
        *("--basis", "limited_data_set", "--linkage-key", short),
    )

    assert (status, answer["error"]["type"]) == (2, "linkage-key")


UNREADY = {
    "too many faulty records": {"encounter": ENCOUNTERS.replace("finished", "bogus")},
    "records of persons whom nobody knows": {"claim": CLAIMS.replace("100001", "999999")},
    "one key for two records": {
        "encounter": f"{ENCOUNTERS}E1,100003,finished,AMB,99213,2026-03-09,,,\n"
    },
    "a file of no format": {"person": PERSONS, "practice": "just a note to myself\n"},
    "a column that must be there is not": {"claim": CLAIMS.replace(",type,", ",kind,")},
}


@pytest.mark.parametrize("files", UNREADY.values(), ids=UNREADY)
def test_nothing_is_written_where_too_much_is_wrong(files, tmp_path, told):
    status, prepared = told(
        *("prepare", home(tmp_path / "home", **files), tmp_path / "out" / "p.zip"),
        *("--basis", "safe_harbor"),
    )

    assert (status, prepared["package"]) == (1, None)
    assert prepared["reasons"]
    assert list((tmp_path / "out").iterdir()) == []


UNREADABLE = {
    "a note": ("just a note to myself\n", "unknown-format"),
    "JSON that is cut short": ('{"resourceType":"Patient","id":"a"', "json"),
    "an archive that is cut short": ("PK\x03\x04", "broken-archive"),
    "a header without records": ("person,sex\n", "empty"),
}


@pytest.mark.parametrize(("text", "kind"), UNREADABLE.values(), ids=UNREADABLE)
def test_of_what_cannot_be_read_nothing_is_prepared(text, kind, tmp_path, told):
    given = tmp_path / "given"
    given.write_text(text)

    status, answer = told("prepare", given, tmp_path / "p.zip", "--basis", "safe_harbor")

    assert (status, answer["error"]["type"]) == (2, kind)
    assert not (tmp_path / "p.zip").exists()


def test_a_few_faulty_records_are_left_out_and_counted(tmp_path, told):
    bad = ENCOUNTERS.replace("E1,100001,finished", "E1,100001,bogus")

    status, prepared = told(
        *("prepare", home(tmp_path / "home", encounter=bad), tmp_path / "p.zip"),
        *("--basis", "safe_harbor", "--tolerance", "0.5"),
    )

    assert status == 0
    assert prepared["tables"]["encounter"]["faulty"] == 1
    assert prepared["faults"] == [
        {"table": "encounter", "field": "status", "rule": "choice", "count": 1}
    ]


def test_records_of_persons_whom_nobody_knows_are_left_out_and_counted(tmp_path, told):
    orphans = CLAIMS.replace("9002,100003", "9002,999999")

    status, prepared = told(
        *("prepare", home(tmp_path / "home", claim=orphans), tmp_path / "p.zip"),
        *("--basis", "safe_harbor", "--tolerance", "0.5"),
    )

    assert prepared["tables"]["claim"]["of_nobody"] == 1
    assert prepared["tables"]["claim"]["written"] == 1
    assert status == 0


def test_the_summary_says_what_was_there_by_kind_and_never_a_value(tmp_path, told):
    _, prepared = told(
        "prepare", home(tmp_path / "home"), tmp_path / "p.zip", "--basis", "safe_harbor"
    )

    before = {(one["column"], one["rule"]): one["count"] for one in prepared["identifiers_before"]}
    assert before["first_name", "name"] == 4
    assert before["ssn", "social-security-number"] == 2
    assert before["visit_note", "free-text"] == 1
    assert before["birth_day", "age-over-89"] == 1
    columns = prepared["tables"]["person"]["columns"]
    assert columns["left_at_home"]["ssn"] == 2
    assert columns["left_at_home"]["zip5"] == 3
    assert prepared["anonymity"]["k"] == 1


def test_counts_alone_go_where_counts_alone_are_agreed(tmp_path, told):
    counts = (
        "measure,period_start,period_end,population,count\n"
        "CMS2,2026-01-01,2026-12-31,denominator,120\n"
    )
    folder = home(tmp_path / "home", measure_count=counts)

    status, prepared = told("prepare", folder, tmp_path / "p.zip", "--basis", "aggregate_only")

    assert status == 0
    assert set(members(tmp_path / "p.zip")) == {"measure_count"}
    assert prepared["tables"]["person"]["stayed"] == 4


def test_the_text_says_the_same_as_the_json(tmp_path, capsys):
    package = tmp_path / "p.zip"

    status = main(["prepare", str(home(tmp_path / "home")), str(package), "--basis", "safe_harbor"])
    text = capsys.readouterr().out

    assert status == 0
    assert "ready to hand in (safe_harbor)" in text
    assert "identifier before: person.ssn: social-security-number (2)" in text
    assert [canary for canary in CANARIES if canary in text.replace(str(tmp_path), "")] == []
