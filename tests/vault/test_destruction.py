import io
import shutil
import subprocess
import sys

import pytest

from hub.vault.destruction import (
    Certificate,
    NotDestroyed,
    Pending,
    certificate,
    destroy,
    destroy_upload,
    replay,
)
from hub.vault.inbox import open_upload, receive
from hub.vault.key_name import KeyName, Purpose
from hub.vault.lease import Stopped, leased
from hub.vault.snapshot import open_snapshot
from hub.vault.staging import Staging
from hub.vault.vault import Destroyed
from tests.builders.records import frames, row
from tests.builders.times import PATIENCE
from tests.builders.vaults import Hands, stored, vault_in
from tests.places import PROJECT

PERSON = {"person": ["birth_day"]}


def person_rows():
    return {"person": frames([row("person", person="a1b2", birth_day="1980-01-01")])["person"]}


@pytest.fixture
def vault(tmp_path):
    return vault_in(tmp_path, clock=Hands())


def load(vault, dataset):
    with open_snapshot(vault, [dataset]) as opened:
        return opened.load(PERSON)["person"][0].rows


def test_after_destruction_no_open_succeeds(vault):
    dataset = stored(vault, "one", person_rows())
    assert load(vault, dataset).num_rows == 1
    destroy(vault, "one")

    with pytest.raises(Destroyed):
        load(vault, dataset)


def test_after_destruction_another_process_cannot_open_either(vault, tmp_path):
    stored(vault, "one", person_rows())
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        text=True,
    )
    with other:
        assert other.stdout.readline() == "opened\n"
        destroy(vault, "one")
        assert other.communicate("again\n", timeout=PATIENCE)[0] == "destroyed\n"


# Opens once before the destruction, so that anything it could have kept, it has.
OTHER_PROCESS = """
import sys
from pathlib import Path
from hub.vault.key_name import KeyName
from hub.vault.vault import Destroyed
from tests.builders.vaults import vault_in
vault = vault_in(Path(sys.argv[1]))
vault.key(KeyName(submission="one"))
print("opened", flush=True)
sys.stdin.readline()
try:
    vault.key(KeyName(submission="one"))
    print("still there")
except Destroyed:
    print("destroyed")
"""


def test_destruction_deletes_the_files_as_well(vault):
    receive(vault, "one", io.BytesIO(b"raw"), at_most=10)
    stored(vault, "one", person_rows())
    stored(vault, "other", person_rows())
    destroy(vault, "one")

    assert vault.storage.names("datasets") == ["other"]
    assert vault.storage.names("inbox") == []


def test_a_destroyed_submission_gets_no_new_key(vault):
    destroy(vault, "one")

    with pytest.raises(Destroyed):
        vault.key_or_new(KeyName(submission="one"))
    with pytest.raises(Destroyed):
        vault.key(KeyName(submission="one"))


def test_the_upload_is_destroyed_alone(vault):
    receive(vault, "one", io.BytesIO(b"raw"), at_most=10)
    dataset = stored(vault, "one", person_rows())
    destroy_upload(vault, "one")

    with pytest.raises(Destroyed):
        open_upload(vault, "one")
    assert load(vault, dataset).num_rows == 1


def test_what_is_destroyed_while_it_is_staged_is_never_promoted(vault):
    staging = Staging(vault, "one", "run-1")
    destroy(vault, "one")

    with pytest.raises(Destroyed):
        staging.promote()


def test_a_restored_backup_does_not_bring_a_destroyed_submission_back(vault, tmp_path):
    dataset = stored(vault, "one", person_rows())
    kept = stored(vault, "kept", person_rows())
    for name in ("keys", "files"):
        shutil.copytree(tmp_path / name, tmp_path / "backup" / name)
    destroy(vault, "one")
    for name in ("keys", "files"):
        shutil.rmtree(tmp_path / name)
        shutil.copytree(tmp_path / "backup" / name, tmp_path / name)
    assert load(vault, dataset).num_rows == 1

    assert replay(vault) == [KeyName(submission="one")]
    with pytest.raises(Destroyed):
        load(vault, dataset)
    assert vault.storage.names("datasets") == ["kept"]
    assert load(vault, kept).num_rows == 1
    assert replay(vault) == []


def test_a_register_line_torn_by_a_crash_does_no_harm(vault):
    destroy(vault, "one")
    with vault.register.path.open("a") as file:
        file.write('{"submission": "tw')
    destroy(vault, "three")

    entered = {entry.key.submission for entry in vault.register.entries()}
    assert entered == {"one", "three"}


def test_destroying_twice_enters_once(vault):
    destroy(vault, "one")
    destroy(vault, "one")

    assert len(list(vault.register.entries())) == len(Purpose)


def test_there_is_no_certificate_of_what_was_not_destroyed(vault):
    stored(vault, "one", person_rows())
    assert certificate(vault, "one") == NotDestroyed()
    destroy_upload(vault, "one")

    assert certificate(vault, "one") == NotDestroyed()


def test_a_destroyed_submission_is_certified(vault):
    stored(vault, "one", person_rows())
    at = vault.clock()
    destroy(vault, "one")
    vault.clock.move(minutes=1)

    assert certificate(vault, "one") == Certificate(
        submission="one", destroyed=at, certified=vault.clock()
    )


def test_the_certificate_waits_for_runs_that_hold_the_key(vault):
    dataset = stored(vault, "one", person_rows())
    with open_snapshot(vault, [dataset]):
        destroy(vault, "one")
        assert isinstance(certificate(vault, "one"), Pending)

    assert isinstance(certificate(vault, "one"), Certificate)


def test_the_certificate_does_not_wait_for_a_dead_run_longer_than_its_lease(vault):
    stored(vault, "one", person_rows())
    until = vault.leases.take(["one"], until=vault.clock.now)
    assert until
    vault.leases.take(["one"], until=vault.clock.now.replace(hour=10))
    destroy(vault, "one")
    pending = certificate(vault, "one")
    assert (pending.runs, pending.until.hour) == (1, 10)
    vault.clock.move(hours=1)

    assert isinstance(certificate(vault, "one"), Certificate)


def test_a_run_is_told_to_stop_when_what_it_reads_is_destroyed(vault):
    dataset = stored(vault, "one", person_rows())
    other = stored(vault, "other", person_rows())
    with open_snapshot(vault, [dataset]) as touched, open_snapshot(vault, [other]) as untouched:
        destroy(vault, "one")
        vault.clock.move(seconds=2)

        with pytest.raises(Stopped):
            touched.load(PERSON)
        assert untouched.load(PERSON)["person"][0].rows.num_rows == 1


def test_a_run_is_told_to_stop_though_the_clock_was_set_back(vault):
    stored(vault, "one", person_rows())
    with leased(vault, ["one"]) as lease:
        vault.clock.move(hours=-2)
        lease.check()
        destroy(vault, "one")
        vault.clock.move(seconds=2)

        assert isinstance(certificate(vault, "one"), Pending)
        with pytest.raises(Stopped):
            lease.check()


def test_a_run_whose_lease_ran_out_reads_no_more(vault):
    dataset = stored(vault, "one", person_rows())
    with open_snapshot(vault, [dataset]) as opened:
        vault.clock.move(hours=1)

        with pytest.raises(Stopped):
            opened.load(PERSON)


def test_a_long_run_that_works_on_keeps_its_lease(vault):
    stored(vault, "one", person_rows())
    with leased(vault, ["one"]) as lease:
        for _ in range(6):
            vault.clock.move(minutes=20)
            lease.check()
        destroy(vault, "one")

        assert isinstance(certificate(vault, "one"), Pending)


def test_after_the_block_the_keys_are_gone_from_the_run(vault):
    dataset = stored(vault, "one", person_rows())
    with open_snapshot(vault, [dataset]) as opened:
        pass

    with pytest.raises((KeyError, Stopped)):
        opened.load(PERSON)
