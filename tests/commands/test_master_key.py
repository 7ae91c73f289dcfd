"""`hub master-key`: the key of the vault is changed, and nothing in it is lost."""

import pytest

from hub.cli import main
from hub.commands.opening import open_told_house
from hub.vault.key_name import KeyName, Purpose
from hub.vault.master_keys import read_master_keys

NAMES = [KeyName(submission=each, purpose=Purpose.RECORDS) for each in ("one", "two")]


@pytest.fixture
def told(empty_hub):
    """The file of the master keys, and two keys in the vault."""
    house = open_told_house()
    kept = [house.vault.key_or_new(each) for each in NAMES]
    house.engine.dispose()
    return empty_hub / "keys" / "master.json", kept


def test_a_version_is_added_wraps_all_keys_and_replaces_the_first(told, capsys):
    file, kept = told
    before = read_master_keys(file).versions
    statuses = [main(["master-key", act]) for act in ("add", "retire", "wrap", "retire")]
    said = capsys.readouterr()

    assert statuses == [0, 1, 0, 0]
    assert "2 keys were wrapped anew" in said.out
    assert "2 keys are wrapped by an older version" in said.err
    assert list(read_master_keys(file).versions) == [2]
    assert _opened() == kept
    assert not any(key.hex() in said.out + said.err for key in before.values())


def test_without_a_wrapping_every_version_is_kept(told):
    file, kept = told

    assert [main(["master-key", act]) for act in ("add", "add", "retire")] == [0, 0, 1]
    assert list(read_master_keys(file).versions) == [1, 2, 3]
    assert _opened() == kept


def _opened():
    house = open_told_house()
    found = [house.vault.key(each) for each in NAMES]
    house.engine.dispose()
    return found
