import polars as pl
import pytest
from polars.testing import assert_frame_equal

from hub.intake import keys, rows
from hub.vault.bucket import bucket_of
from hub.vault.destruction import destroy
from hub.vault.fault_file import read_faults
from hub.vault.vault import Destroyed
from policies.labelling.program_registry import program_registry
from policies.lifecycle.submission import STEPS
from schemas.code_system import CPT, HCPCS, ICD10CM
from schemas.records import TABLES
from tests.builders.intakes import EVERY_COLUMN, batch, error, kept, taken
from tests.builders.records import row
from tests.builders.vaults import Hands, vault_in

OPIOIDS = (ICD10CM, "F11.20")
CALM = (ICD10CM, "F32.1")


@pytest.fixture
def vault(tmp_path):
    return vault_in(tmp_path, clock=Hands())


def claim(key, person="pa", **cells):
    return row("claim", claim=key, person=person, type="professional", status="paid", **cells)


def line(key, number, person="pa", **cells):
    return row("claim_line", claim=key, line=number, person=person, **cells)


def persons(*tokens):
    return batch("person", *(row("person", person=token, sex="female") for token in tokens))


def rules(outcome):
    return [reason.rule for reason in outcome.reasons]


def fault_rows(vault, outcome):
    return pl.concat(read_faults(vault, outcome.faults.stored)).rows(named=True)


def test_sound_records_are_kept_as_they_came_with_labels_and_new_tokens(vault):
    coming = batch(
        "condition",
        row("condition", condition="c1", person="pa", code=CALM, start="2026-02-01"),
        row("condition", condition="c2", person="pb", code=OPIOIDS, start="2026-02-02"),
    )
    outcome = taken(vault, [coming])

    assert outcome.accepted
    assert (outcome.counts["condition"].kept, outcome.counts["condition"].faulty) == (2, 0)
    held = kept(vault, outcome.dataset, "condition")
    assert_frame_equal(
        held.select("condition", "code", "start_day"),
        coming.rows.select("condition", "code", "start_day"),
    )
    assert held["person"].to_list() == ["ap", "bp"]
    assert held["bucket"].to_list() == bucket_of(held["person"]).to_list()
    assert held["part2_provenance"].to_list() == ["unknown", "unknown"]
    assert "SUD" in held["sensitivity"].to_list()[1]
    assert "SUD" not in held["sensitivity"].to_list()[0]


def test_the_steps_are_those_of_the_lifecycle_in_their_order(vault):
    met = []
    taken(vault, [persons("pa")], step=met.append)

    assert tuple(met) == STEPS


def test_faulty_records_up_to_the_tolerance_are_left_out_counted_and_listed(vault):
    tokens = [f"p{number:03d}" for number in range(99)]
    coming = batch(
        "person",
        *(row("person", person=token) for token in tokens),
        faults=[error("person", 100), error("person", 100, field="death_day")],
    )
    outcome = taken(vault, [coming])

    assert outcome.accepted
    assert (outcome.counts["person"].kept, outcome.counts["person"].faulty) == (99, 1)
    assert [fault["position"] for fault in fault_rows(vault, outcome)] == [100, 100]
    assert outcome.faults.counts.select("field", "count").rows() == [
        ("start_day", 1),
        ("death_day", 1),
    ]


def test_one_faulty_record_more_than_the_tolerance_refuses_all(vault):
    coming = batch(
        "person",
        *(row("person", person=f"p{number:03d}") for number in range(98)),
        faults=[error("person", 99), error("person", 100)],
    )
    outcome = taken(vault, [coming])

    assert rules(outcome) == ["tolerance"]
    assert outcome.dataset is None
    assert vault.storage.names("datasets") == vault.storage.names("staging") == []
    assert len(fault_rows(vault, outcome)) == 2


def test_the_tolerance_holds_for_each_table_by_itself(vault):
    many = batch("person", *(row("person", person=f"p{number:03d}") for number in range(500)))
    few = batch(
        "coverage", row("coverage", person="p001"), faults=[error("coverage", 2)], file="other.csv"
    )
    outcome = taken(vault, [many, few])

    assert [(reason.rule, reason.table) for reason in outcome.reasons] == [
        ("tolerance", "coverage")
    ]


def test_a_warning_is_told_and_leaves_nothing_out(vault):
    coming = batch(
        "person", row("person", person="pa"), faults=[error("person", 1, severity="warning")]
    )
    outcome = taken(vault, [coming])

    assert outcome.accepted
    assert outcome.counts["person"].faulty == 0
    assert outcome.faults.counts["severity"].to_list() == ["warning"]


def test_an_identifier_refuses_all_and_everything_that_identifies_is_told(vault):
    first = batch(
        "observation",
        row("observation", person="pa", status="final", code=CALM, value_text="call 555-867-5309"),
    )
    second = batch(
        "observation",
        row("observation", person="pb", status="final", code=CALM, value_unit="a@example.org"),
        first=2,
    )
    outcome = taken(vault, [first, second])

    assert rules(outcome) == ["identifiers"]
    assert set(outcome.identifiers["column"]) >= {"value_text", "value_unit"}
    assert outcome.dataset is None
    assert vault.storage.names("datasets") == vault.storage.names("staging") == []
    said = repr([fault_rows(vault, outcome), outcome.identifiers.rows(), outcome.reasons])
    assert "867" not in said
    assert "example.org" not in said


def test_a_fault_of_a_whole_file_refuses_all(vault):
    coming = batch("person", row("person", person="pa"), faults=[error("person", 0)])

    assert rules(taken(vault, [coming])) == ["whole-file"]


def test_a_table_that_the_agreement_asks_for_must_be_there(vault):
    outcome = taken(vault, [persons("pa")], required=frozenset({"person", "coverage"}))

    assert [(reason.rule, reason.table) for reason in outcome.reasons] == [
        ("missing-table", "coverage")
    ]


def test_a_submission_without_records_is_refused(vault):
    assert rules(taken(vault, [])) == ["no-records"]
    assert rules(taken(vault, [batch("person")])) == ["no-records"]


def test_columns_that_the_purpose_does_not_need_are_dropped_and_named(vault):
    narrow = EVERY_COLUMN | {"person": frozenset({"person", "birth_day"})}
    coming = batch("person", row("person", person="pa", sex="female", birth_day="1980-01-01"))
    outcome = taken(vault, [coming], columns=narrow)

    assert outcome.dropped == {"person": ("sex",)}
    assert "sex" not in outcome.dataset.table("person").columns


def test_a_table_outside_of_the_agreement_is_not_kept(vault):
    columns = {name: names for name, names in EVERY_COLUMN.items() if name != "coverage"}
    coverage = batch("coverage", row("coverage", coverage="v1", person="pa"))
    outcome = taken(vault, [persons("pa"), coverage], columns=columns)

    assert outcome.accepted
    assert outcome.dataset.table("coverage") is None
    assert outcome.dropped["coverage"] == ("coverage", "person")


def test_a_submission_of_tables_outside_of_the_agreement_alone_is_refused(vault):
    assert rules(taken(vault, [persons("pa")], columns={})) == ["outside-agreement"]


def test_a_key_that_comes_again_is_left_out_where_it_comes_again(vault):
    first = batch("coverage", row("coverage", coverage="v1", person="pa"), file="a.csv")
    again = batch(
        "coverage",
        row("coverage", coverage="v1", person="pb"),
        row("coverage", coverage="v2", person="pb"),
        row("coverage", coverage="v1", person="pc"),
        file="b.csv",
        first=7,
    )
    outcome = taken(vault, [first, again], tolerance=0.5)

    held = kept(vault, outcome.dataset, "coverage", "coverage", "person")
    assert held.rows() == [("v1", "ap"), ("v2", "bp")]
    assert (outcome.counts["coverage"].kept, outcome.counts["coverage"].faulty) == (2, 2)
    assert [
        (fault["file"], fault["position"], fault["rule"]) for fault in fault_rows(vault, outcome)
    ] == [("b.csv", 7, "duplicate-key"), ("b.csv", 9, "duplicate-key")]


def test_a_key_of_two_columns_is_the_same_only_where_both_are(vault):
    coming = batch("claim_line", line("k1", 1), line("k1", 2), line("k2", 1), line("k1", 1))
    outcome = taken(vault, [coming], tolerance=0.5)

    assert kept(vault, outcome.dataset, "claim_line", "claim", "line").rows() == [
        ("k1", 1),
        ("k1", 2),
        ("k2", 1),
    ]


def test_a_required_reference_that_leads_nowhere_leaves_its_record_out(vault):
    coming = [
        batch("claim_line", line("k1", 1), line("k9", 1)),
        batch("claim", claim("k1")),
    ]
    outcome = taken(vault, coming, tolerance=0.5)

    assert kept(vault, outcome.dataset, "claim_line", "claim").rows() == [("k1",)]
    assert [
        (fault["table"], fault["position"], fault["field"], fault["rule"], fault["severity"])
        for fault in fault_rows(vault, outcome)
    ] == [("claim_line", 2, "claim", "unknown-reference", "error")]


def test_what_refers_to_a_record_that_was_left_out_is_left_out_as_well(vault):
    coming = [
        persons("pa"),
        batch("claim", claim("k1"), claim("k2", person="nobody")),
        batch("claim_line", line("k1", 1), line("k2", 1)),
    ]
    outcome = taken(vault, coming, tolerance=0.5)

    assert kept(vault, outcome.dataset, "claim", "claim").rows() == [("k1",)]
    assert kept(vault, outcome.dataset, "claim_line", "claim").rows() == [("k1",)]


def test_a_reference_into_a_table_that_was_not_sent_is_not_judged(vault):
    outcome = taken(vault, [batch("claim_line", line("k1", 1))])

    assert outcome.accepted
    assert outcome.faults.stored is None


def test_an_optional_reference_that_leads_nowhere_is_a_warning(vault):
    coming = [
        batch("encounter", row("encounter", encounter="e1", person="pa", status="finished")),
        batch(
            "condition",
            row("condition", condition="c1", person="pa", code=CALM, encounter="e9"),
            row("condition", condition="c2", person="pa", code=CALM),
        ),
    ]
    outcome = taken(vault, coming)

    assert kept(vault, outcome.dataset, "condition", "condition").height == 2
    assert outcome.faults.counts.select("rule", "severity", "count").rows() == [
        ("unknown-reference", "warning", 1)
    ]


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
def test_a_label_anywhere_in_a_claim_labels_all_of_it_in_whatever_order_it_comes(vault, order):
    coming = [
        batch("claim", claim("k1", diagnosis=[CALM]), claim("k2")),
        batch("claim_line", line("k1", 1), line("k1", 2, procedure=[(HCPCS, "H0020")])),
        batch("claim_line", line("k1", 3), line("k2", 1, procedure=[(CPT, "99213")]), first=3),
    ]
    outcome = taken(vault, [coming[number] for number in order])

    lines = kept(vault, outcome.dataset, "claim_line", "claim", "line", "sensitivity")
    claims = kept(vault, outcome.dataset, "claim", "claim", "sensitivity")
    assert ["SUD" in labels for labels in lines["sensitivity"]] == [True, True, True, False]
    assert ["SUD" in labels for labels in claims["sensitivity"]] == [True, False]


def test_one_line_of_a_program_makes_the_whole_claim_a_programs(vault):
    registry = program_registry(pl.DataFrame({"practice": ["clinic"], "part2": ["yes"]}))
    coming = [
        batch("claim_line", line("k1", 1, practice="clinic"), line("k1", 2), line("k2", 1)),
        batch("claim", claim("k1"), claim("k2")),
    ]
    outcome = taken(vault, coming, registry=registry)

    lines = kept(vault, outcome.dataset, "claim_line", "claim", "line", "part2_provenance")
    assert lines["part2_provenance"].to_list() == ["yes", "yes", "unknown"]
    claims = kept(vault, outcome.dataset, "claim", "claim", "part2_provenance")
    assert claims["part2_provenance"].to_list() == ["yes", "unknown"]


def test_claims_are_labelled_whole_even_where_their_key_may_not_be_kept(vault):
    columns = EVERY_COLUMN | {"claim_line": EVERY_COLUMN["claim_line"] - {"claim"}}
    coming = [
        batch("claim_line", line("k1", 1)),
        batch("claim_line", line("k1", 2, procedure=[(HCPCS, "H0020")]), first=2),
    ]
    outcome = taken(vault, coming, columns=columns)

    assert "claim" not in outcome.dataset.table("claim_line").columns
    held = kept(vault, outcome.dataset, "claim_line", "line", "sensitivity")
    assert all("SUD" in labels for labels in held["sensitivity"])


def test_the_receipt_counts_labels_after_claims_were_put_together(vault):
    coming = batch("claim_line", line("k1", 1), line("k1", 2, procedure=[(HCPCS, "H0020")]))
    outcome = taken(vault, [coming])

    counted = outcome.labels.filter(pl.col("label") == "SUD")["count"].to_list()
    assert counted == [2]


def test_a_dry_run_says_the_same_and_keeps_nothing_but_faults(vault):
    coming = [persons("pa", "pb"), batch("coverage", row("coverage", person="nobody"))]
    tried = taken(vault, coming, dry_run=True, tolerance=1.0)
    outcome = taken(vault, coming, run="run-2", tolerance=1.0)

    assert tried.dataset is None
    assert vault.storage.names("datasets/one") == ["run-2"]
    assert_frame_equal(tried.labels, outcome.labels)
    assert tried.counts == outcome.counts
    assert fault_rows(vault, tried) == fault_rows(vault, outcome)


def test_all_faults_are_in_the_file_and_the_first_thousand_at_hand(vault):
    faults = [error("person", number) for number in range(1, 40_001)]
    coming = [
        batch("person", row("person", person="pa"), faults=faults[:25_000]),
        batch("person", row("person", person="pb"), faults=faults[25_000:]),
    ]
    outcome = taken(vault, coming)

    assert outcome.faults.first["position"].to_list() == list(range(1, 1001))
    assert outcome.faults.stored.faults == 40_000
    assert [row["position"] for row in fault_rows(vault, outcome)] == list(range(1, 40_001))


def test_a_reader_that_fails_leaves_nothing_behind(vault):
    def failing():
        yield batch("person", row("person", person="pa"), faults=[error("person", 2)])
        raise ConnectionError

    with pytest.raises(ConnectionError):
        taken(vault, failing())

    assert vault.storage.names("datasets") == []
    assert vault.storage.names("faults/one") == []
    assert vault.leases.of("one") == []


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_the_size_of_a_chunk_changes_nothing(tmp_path, monkeypatch, chunk):
    coming = [
        batch(
            "claim_line",
            *(
                line(
                    f"k{number // 3}",
                    number % 3,
                    person=f"p{number // 6}",
                    procedure=[(HCPCS, "H0020")] if number % 17 == 0 else [(CPT, "99213")],
                )
                for number in range(first, first + 20)
            ),
            first=first + 1,
        )
        for first in (0, 20, 39)
    ]
    expected = taken(vault_in(tmp_path / "whole"), coming, tolerance=0.5)
    monkeypatch.setattr(rows, "CHUNK", chunk)
    monkeypatch.setattr(keys, "TOGETHER", chunk)
    outcome = taken(vault_in(tmp_path / "chunks"), coming, tolerance=0.5)
    columns = expected.dataset.table("claim_line").columns

    assert_frame_equal(
        kept(vault_in(tmp_path / "chunks"), outcome.dataset, "claim_line", *columns),
        kept(vault_in(tmp_path / "whole"), expected.dataset, "claim_line", *columns),
    )
    assert outcome.counts == expected.counts
    assert outcome.counts["claim_line"].faulty == 1


def test_a_submission_that_is_destroyed_while_it_is_taken_in_is_not_promoted(vault):
    def destroyed(step):
        if step == "storing":
            destroy(vault, "one")

    with pytest.raises(Destroyed):
        taken(vault, [persons("pa")], step=destroyed)

    assert vault.storage.names("datasets") == []


def test_nothing_of_a_run_is_in_clear_on_the_disk_at_any_step(tmp_path, vault):
    canary = "c4n4ryc4n4ryc4n4ry"
    seen = []

    def looked(step):
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        seen.extend(path for path in files if canary[:12].encode() in path.read_bytes())

    taken(vault, [persons(canary, canary[::-1])], step=looked, workspace=tmp_path)
    looked("after")

    assert seen == []
    assert set(TABLES) == set(EVERY_COLUMN)
