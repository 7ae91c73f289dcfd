import io
import shutil
from datetime import date

import polars as pl
import pytest

from hub.vault.bucket import BUCKET
from hub.vault.dataset import dataset_of
from hub.vault.inbox import open_upload, receive
from hub.vault.sealed_stream import SEGMENT_BYTES
from hub.vault.sealed_table import Unreadable
from hub.vault.small_tables import FEW_ROWS
from hub.vault.snapshot import open_snapshot
from hub.vault.staging import Staging
from hub.vault.sweep import Known, sweep
from schemas.records import TABLES
from tests.builders.records import frames, row
from tests.builders.vaults import held, memory_storage, stored, vault_in

CANARY = "c0ffee00canary"


def person_rows(token="a1b2"):
    return {"person": frames([row("person", person=token, sex="female")])["person"]}


def crowd(count, name="person", token="a1b2"):
    rows = frames([row(name, person=token, **{"sex": "female"} if name == "person" else {})])[name]
    return {name: pl.concat([rows] * count)}


# How many rows, and in which file they then lie: few share one, many have their own.
FORMS = {"few rows": (1, "small.sealed"), "many rows": (FEW_ROWS, "person.parquet")}


@pytest.fixture(params=["folder", "memory"])
def vault(request, tmp_path):
    return vault_in(tmp_path, storage=memory_storage() if request.param == "memory" else None)


def sexes(vault, dataset):
    with open_snapshot(vault, [dataset]) as opened:
        return opened.load({"person": ["sex"]})["person"][0].rows["sex"].to_pylist()


def later(vault):
    """An instant after everything that the test wrote; the files carry the machine's own time."""
    return vault.storage.changed_at("datasets").replace(year=2100)


def test_a_promoted_dataset_is_read_as_it_was_staged(vault):
    assert sexes(vault, stored(vault, "one", person_rows())) == ["female"]


@pytest.mark.parametrize(
    ("count", "files"),
    [
        (0, []),
        (1, ["small.sealed"]),
        (FEW_ROWS - 1, ["small.sealed"]),
        (FEW_ROWS, ["person.parquet"]),
    ],
)
def test_few_rows_lie_with_those_of_other_tables_and_none_in_no_file(vault, count, files):
    dataset = stored(
        vault, "one", crowd(count) if count else {"person": crowd(1)["person"].head(0)}
    )

    assert vault.storage.names("datasets/one/run-1") == files
    assert dataset.table("person").rows == count
    assert dataset_of(dataset.document()) == dataset
    with open_snapshot(vault, [dataset]) as opened:
        parts = opened.load({"person": ["sex"]})["person"]
    assert [part.rows["sex"].to_pylist() for part in parts] == (
        [["female"] * count] if count else []
    )


def test_tables_of_one_file_come_back_each_with_its_own(vault):
    rows = frames(
        [
            row("person", person="a1b2", birth_day=date(2000, 2, 29)),
            row("person", person="ffff"),
            row("coverage", coverage="c1", person="a1b2"),
            row("practice", practice="p1"),
        ]
    )
    dataset = stored(
        vault, "one", {name: rows[name] for name in ("person", "coverage", "practice")}
    )
    wanted = {"practice": ["practice"], "person": ["birth_day", "person"], "coverage": ["payer"]}
    with open_snapshot(vault, [dataset]) as opened:
        found = opened.load(wanted)
        some = opened.load(wanted, buckets=range(0xFFFF, 0x10000))

    assert found["practice"][0].rows.to_pydict() == {"practice": ["p1"]}
    assert found["person"][0].rows.to_pydict() == {
        "birth_day": [date(2000, 2, 29), None],
        "person": ["a1b2", "ffff"],
    }
    assert found["coverage"][0].rows.to_pydict() == {"payer": [None]}
    assert some["person"][0].rows["person"].to_pylist() == ["ffff"]
    assert some["coverage"][0].rows.num_rows == 0
    assert some["practice"][0].rows.num_rows == 1


def test_a_file_of_small_tables_may_be_longer_than_a_segment(vault):
    token = "a1b2" + "0" * 96
    names = ("person", "coverage", "condition", "observation")
    tables = {name: crowd(FEW_ROWS - 1, name, token)[name] for name in names}
    dataset = stored(vault, "one", tables)
    with open_snapshot(vault, [dataset]) as opened:
        found = opened.load({name: ["person", BUCKET] for name in tables})

    assert dataset.tables[0].files[0].bytes > SEGMENT_BYTES
    for parts in found.values():
        assert parts[0].rows["person"].to_pylist() == [token] * (FEW_ROWS - 1)
        assert set(parts[0].rows[BUCKET].to_pylist()) == {0xA1B2}


def test_nothing_is_in_its_place_before_it_is_promoted(vault):
    staging = Staging(vault, "one", "run-1")
    with staging.table(TABLES["person"]) as writer:
        writer.write(held("person", person_rows()["person"]).to_arrow())

    assert not vault.storage.exists("datasets/one")
    staging.promote()
    assert vault.storage.names("datasets/one/run-1") == ["person.parquet"]
    assert not vault.storage.names("staging/one")


def test_a_table_whose_writing_failed_leaves_no_file(vault):
    def half():
        with Staging(vault, "one", "run-1").table(TABLES["person"]) as writer:
            writer.write(held("person", person_rows()["person"]).to_arrow())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert vault.storage.names("staging/one/run-1") == []


def test_a_second_run_does_not_touch_what_the_first_promoted(vault):
    first = stored(vault, "one", person_rows(), run="run-1")
    second = stored(vault, "one", person_rows("ffff"), run="run-2")

    assert sexes(vault, first) == sexes(vault, second) == ["female"]
    with pytest.raises(FileExistsError):
        stored(vault, "one", person_rows(), run="run-1")


def test_no_token_and_no_name_of_a_column_is_in_clear_on_the_disk(tmp_path):
    vault = vault_in(tmp_path)
    stored(vault, "one", person_rows(CANARY))

    for path in (path for path in tmp_path.rglob("*") if path.is_file()):
        content = path.read_bytes()
        assert CANARY.encode() not in content
        assert b"birth_day" not in content


@pytest.mark.parametrize(("count", "file"), FORMS.values(), ids=FORMS)
def test_a_file_put_in_the_place_of_another_does_not_open(tmp_path, count, file):
    vault = vault_in(tmp_path)
    one, other = (stored(vault, name, crowd(count)) for name in ("one", "other"))
    files = tmp_path / "files" / "datasets"
    shutil.copy(files / "one/run-1" / file, files / "other/run-1" / file)

    assert sexes(vault, one) == ["female"] * count
    with pytest.raises(Unreadable):
        sexes(vault, other)


def test_a_table_put_in_the_place_of_another_of_the_same_submission_does_not_open(tmp_path):
    vault = vault_in(tmp_path)
    dataset = stored(vault, "one", crowd(FEW_ROWS) | crowd(FEW_ROWS, "coverage"))
    folder = tmp_path / "files/datasets/one/run-1"
    shutil.copy(folder / "coverage.parquet", folder / "person.parquet")

    with pytest.raises(Unreadable):
        sexes(vault, dataset)


@pytest.mark.parametrize(("count", "file"), FORMS.values(), ids=FORMS)
def test_a_changed_byte_does_not_go_unseen(tmp_path, count, file):
    vault = vault_in(tmp_path)
    dataset = stored(vault, "one", crowd(count))
    path = tmp_path / "files/datasets/one/run-1" / file
    whole = path.read_bytes()
    read = 0
    for place in range(8, len(whole), max(len(whole) // 40, 1)):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        try:
            # A byte of a column that is not asked for is not looked at.
            assert sexes(vault, dataset) == ["female"] * count
            read += 1
        except Unreadable as failure:
            assert failure.args == ()  # noqa: PT017
    path.write_bytes(whole)

    assert sexes(vault, dataset) == ["female"] * count
    assert read < 40
    assert not (read and count == 1)


def test_a_small_file_that_was_cut_does_not_open(tmp_path):
    vault = vault_in(tmp_path)
    dataset = stored(vault, "one", crowd(1))
    path = tmp_path / "files/datasets/one/run-1/small.sealed"
    path.write_bytes(path.read_bytes()[:-1])

    with pytest.raises(Unreadable):
        sexes(vault, dataset)


def test_the_sweep_takes_what_nobody_knows_and_leaves_the_rest(vault):
    committed = stored(vault, "one", person_rows(), run="run-1")
    stored(vault, "one", person_rows(), run="run-2")
    for submission in ("dead", "alive"):
        with Staging(vault, submission, "run-1").table(TABLES["person"]) as writer:
            writer.write(held("person", person_rows()["person"]).to_arrow())
    known = Known(uploads=(), datasets=[committed], faults=(), working=["alive"])

    assert sweep(vault, known, before=later(vault).replace(year=2000)) == []
    assert sorted(sweep(vault, known, before=later(vault))) == [
        "datasets/one/run-2",
        "staging/dead/run-1",
    ]
    assert sexes(vault, committed) == ["female"]
    assert vault.storage.names("staging") == ["alive"]


def test_the_sweep_finds_an_upload_that_no_submission_waits_for(vault):
    for name in ("stray", "waiting"):
        receive(vault, name, io.BytesIO(b"raw"), at_most=10)
    known = Known(uploads=["waiting"], datasets=(), faults=(), working=())
    after = vault.storage.changed_at("inbox").replace(year=2100)

    assert sweep(vault, known, before=after) == ["inbox/stray"]
    assert open_upload(vault, "waiting").read() == b"raw"
