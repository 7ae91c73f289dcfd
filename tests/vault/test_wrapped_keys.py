import pytest

from hub.vault.key_name import KeyName, Purpose
from hub.vault.wrapped_keys import AlreadyThere, WrappedKeyFolder

ONE = KeyName(submission="one")
UPLOAD = KeyName(submission="one", purpose=Purpose.UPLOAD)


@pytest.fixture
def kept(tmp_path):
    return WrappedKeyFolder(folder=tmp_path / "keys")


def test_a_key_is_kept_by_name(kept):
    kept.put(ONE, b"wrapped")

    assert kept.get([ONE, UPLOAD]) == {ONE: b"wrapped"}
    assert list(kept.names()) == [ONE]


def test_a_second_key_of_a_name_is_refused_and_the_first_stays(kept):
    kept.put(ONE, b"wrapped")

    with pytest.raises(AlreadyThere):
        kept.put(ONE, b"another")
    assert kept.get([ONE]) == {ONE: b"wrapped"}


def test_a_destroyed_key_is_gone_from_the_disk(kept):
    kept.put(ONE, b"wrapped")
    kept.put(UPLOAD, b"of the upload")

    assert kept.destroy(ONE)
    assert not kept.destroy(ONE)
    assert kept.get([ONE, UPLOAD]) == {UPLOAD: b"of the upload"}
    assert [path.name for path in kept.folder.iterdir()] == ["one.upload.key"]


def test_a_key_is_replaced_only_where_the_old_one_is_still_kept(kept):
    kept.put(ONE, b"wrapped")

    assert not kept.replace(ONE, old=b"something else", new=b"anew")
    assert kept.replace(ONE, old=b"wrapped", new=b"anew")
    assert kept.get([ONE]) == {ONE: b"anew"}


def test_nobody_but_the_owner_may_read_a_key_file(kept):
    kept.put(ONE, b"wrapped")

    assert (kept.folder / "one.records.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["", "..", "a/b", "../x", "a.b", "x" * 81])
def test_a_name_that_could_leave_its_folder_is_none(name):
    with pytest.raises(ValueError):
        KeyName(submission=name)
