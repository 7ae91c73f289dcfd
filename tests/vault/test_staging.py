import io
import shutil

import pytest

from hub.vault.dataset import dataset_of
from hub.vault.inbox import open_upload, receive
from hub.vault.sealed_table import Unreadable
from hub.vault.snapshot import open_snapshot
from hub.vault.staging import Staging
from hub.vault.sweep import Known, sweep
from schemas.records import TABLES
from tests.builders.records import frames, row
from tests.builders.vaults import held, memory_storage, stored, vault_in

CANARY = "c0ffee00canary"


def person_rows(token="a1b2"):
    return {"person": frames([row("person", person=token, sex="female")])["person"]}


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


def test_a_dataset_survives_as_a_document(vault):
    dataset = stored(vault, "one", person_rows())

    assert dataset_of(dataset.document()) == dataset


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


def test_a_file_put_in_the_place_of_another_does_not_open(tmp_path):
    vault = vault_in(tmp_path)
    one, other = (stored(vault, name, person_rows()) for name in ("one", "other"))
    files = tmp_path / "files" / "datasets"
    shutil.copy(files / "one/run-1/person.parquet", files / "other/run-1/person.parquet")

    assert sexes(vault, one) == ["female"]
    with pytest.raises(Unreadable):
        sexes(vault, other)


def test_a_table_put_in_the_place_of_another_of_the_same_submission_does_not_open(tmp_path):
    vault = vault_in(tmp_path)
    rows = frames([row("person", person="aa"), row("coverage", person="aa")])
    dataset = stored(vault, "one", {name: rows[name] for name in ("person", "coverage")})
    folder = tmp_path / "files/datasets/one/run-1"
    shutil.copy(folder / "coverage.parquet", folder / "person.parquet")

    with pytest.raises(Unreadable):
        sexes(vault, dataset)


def test_a_changed_byte_does_not_go_unseen(tmp_path):
    vault = vault_in(tmp_path)
    dataset = stored(vault, "one", person_rows())
    path = tmp_path / "files/datasets/one/run-1/person.parquet"
    whole = path.read_bytes()
    read = 0
    for place in range(8, len(whole), max(len(whole) // 40, 1)):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        try:
            # A byte of a column that is not asked for is not looked at.
            assert sexes(vault, dataset) == ["female"]
            read += 1
        except Unreadable as failure:
            assert failure.args == ()  # noqa: PT017
    path.write_bytes(whole)

    assert sexes(vault, dataset) == ["female"]
    assert read < 40


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
