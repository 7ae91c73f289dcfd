import pytest

from hub.platform.key_files import UnusableKey
from hub.vault.key_name import KeyName, Purpose
from hub.vault.master_keys import (
    MasterKeyFile,
    MasterKeyRing,
    Unwrappable,
    add_version,
    read_master_keys,
    retire_versions,
    write_master_keys,
)
from hub.vault.rotation import wrap_anew
from hub.vault.vault import Destroyed
from tests.builders.vaults import vault_in

DATA_KEY = bytes(range(32, 64))
ONE, OTHER = KeyName(submission="one"), KeyName(submission="other")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "master.json"
    write_master_keys(path)
    return path


def test_a_wrapped_key_opens_under_the_name_that_it_was_wrapped_for(file):
    master = read_master_keys(file)
    wrapped = master.wrap(DATA_KEY, context=ONE.context)

    assert master.unwrap(wrapped, context=ONE.context) == DATA_KEY
    with pytest.raises(Unwrappable):
        master.unwrap(wrapped, context=OTHER.context)


def test_the_purpose_is_part_of_the_name():
    assert KeyName(submission="one", purpose=Purpose.UPLOAD).context != ONE.context


@pytest.mark.parametrize("place", [0, 3, 4, 15, 16, -1])
def test_a_changed_wrapped_key_does_not_open(file, place):
    master = read_master_keys(file)
    wrapped = bytearray(master.wrap(DATA_KEY, context=ONE.context))
    wrapped[place] ^= 1

    with pytest.raises(Unwrappable):
        master.unwrap(bytes(wrapped), context=ONE.context)


def test_a_new_version_wraps_and_the_old_one_still_opens(file):
    old = read_master_keys(file).wrap(DATA_KEY, context=ONE.context)
    assert add_version(file) == 2
    master = read_master_keys(file)

    assert master.unwrap(old, context=ONE.context) == DATA_KEY
    assert not master.is_current(old)
    assert master.is_current(master.wrap(DATA_KEY, context=ONE.context))


def test_what_a_retired_version_wrapped_opens_nevermore(file):
    old = read_master_keys(file).wrap(DATA_KEY, context=ONE.context)
    add_version(file)
    retire_versions(file)

    with pytest.raises(Unwrappable):
        read_master_keys(file).unwrap(old, context=ONE.context)


def test_after_a_rotation_every_key_opens_by_the_new_version_alone(tmp_path, file):
    vault = vault_in(tmp_path, master=read_master_keys(file))
    keys = {name: vault.key_or_new(name) for name in (ONE, OTHER)}
    add_version(file)
    rotated = vault_in(tmp_path, master=read_master_keys(file))

    assert wrap_anew(rotated) == 2
    assert wrap_anew(rotated) == 0
    retire_versions(file)
    assert vault_in(tmp_path, master=read_master_keys(file)).keys([ONE, OTHER]) == keys


def test_a_process_that_runs_sees_at_once_what_was_added_and_retired(tmp_path, file):
    """Two of them: what one wraps by the new version, the other opens, and neither started anew."""
    web, worker = (vault_in(tmp_path, master=MasterKeyFile(file)) for _ in range(2))
    before = web.key_or_new(ONE)
    add_version(file)
    after = web.key_or_new(OTHER)

    assert worker.keys([ONE, OTHER]) == {ONE: before, OTHER: after}
    assert wrap_anew(worker) == 1
    retire_versions(file)
    assert web.keys([ONE, OTHER]) == worker.keys([ONE, OTHER]) == {ONE: before, OTHER: after}


def test_what_the_file_held_holds_on_where_it_cannot_be_read(file):
    master = MasterKeyFile(file)
    wrapped = master.wrap(DATA_KEY, context=ONE.context)
    content = file.read_bytes()
    file.write_bytes(b"torn")

    assert master.unwrap(wrapped, context=ONE.context) == DATA_KEY
    file.unlink()
    assert master.unwrap(wrapped, context=ONE.context) == DATA_KEY
    file.write_bytes(content)
    file.chmod(0o600)
    add_version(file)
    assert not master.is_current(wrapped)


def test_a_file_that_others_may_read_is_not_used(file):
    file.chmod(0o644)

    with pytest.raises(UnusableKey):
        read_master_keys(file)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"versions": {}}', b'{"versions": {"1": "c2hvcnQ="}}']
)
def test_a_file_without_master_keys_is_named_so(tmp_path, content):
    path = tmp_path / "master.json"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(UnusableKey):
        read_master_keys(path)


def test_a_key_that_was_never_made_is_destroyed_to_whoever_asks(tmp_path):
    with pytest.raises(Destroyed):
        vault_in(tmp_path).key(ONE)


def test_another_master_key_opens_nothing(tmp_path):
    vault_in(tmp_path).key_or_new(ONE)
    stranger = vault_in(tmp_path, master=MasterKeyRing(versions={1: bytes(32)}))

    with pytest.raises(Unwrappable):
        stranger.key(ONE)
