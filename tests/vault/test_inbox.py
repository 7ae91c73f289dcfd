import io
import shutil
import tracemalloc
import zipfile
from hashlib import sha256

import pytest

from hub.vault.inbox import TooLarge, inbox_writer, open_upload, receive
from hub.vault.sealed_stream import Broken
from hub.vault.vault import Destroyed
from tests.builders.vaults import memory_storage, vault_in

CANARY = b"CANARY-7f3a"
MEGABYTE = 1 << 20


@pytest.fixture(params=["folder", "memory"])
def vault(request, tmp_path):
    return vault_in(tmp_path, storage=memory_storage() if request.param == "memory" else None)


def test_an_upload_reads_as_it_was_sent_and_is_known_by_its_hash(vault):
    body = bytes(range(256)) * 10_000
    upload = receive(vault, "one", io.BytesIO(body), at_most=len(body))

    assert (upload.bytes, upload.sha256) == (len(body), sha256(body).hexdigest())
    assert open_upload(vault, "one").read() == body


def test_nothing_of_an_upload_is_in_clear_on_the_disk(tmp_path):
    vault = vault_in(tmp_path)
    receive(vault, "one", io.BytesIO(CANARY * 200_000), at_most=10 * MEGABYTE)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if CANARY in path.read_bytes()]


def test_an_upload_beyond_its_bound_is_stopped_and_leaves_nothing(vault):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, count=-1):
            self.given += count
            return bytes(count)

    body = Endless()
    with pytest.raises(TooLarge):
        receive(vault, "one", body, at_most=5 * MEGABYTE)

    assert body.given < 6 * MEGABYTE
    assert not vault.storage.exists("inbox/one")


def test_an_upload_as_long_as_its_bound_is_taken(vault):
    assert receive(vault, "one", io.BytesIO(bytes(1000)), at_most=1000).bytes == 1000


def test_a_broken_connection_leaves_nothing(vault):
    class Lost(io.RawIOBase):
        def read(self, count=-1):
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        receive(vault, "one", Lost(), at_most=1000)
    assert not vault.storage.exists("inbox/one")


def test_an_upload_that_is_sent_again_takes_the_place_of_the_first(vault):
    receive(vault, "one", io.BytesIO(b"first"), at_most=100)
    receive(vault, "one", io.BytesIO(b"second"), at_most=100)

    assert open_upload(vault, "one").read() == b"second"


def test_the_upload_of_another_submission_does_not_open_in_its_place(tmp_path):
    vault = vault_in(tmp_path)
    for name in ("one", "other"):
        receive(vault, name, io.BytesIO(name.encode()), at_most=100)
    inbox = tmp_path / "files" / "inbox"
    shutil.copy(inbox / "one", inbox / "other")

    with pytest.raises(Broken):
        open_upload(vault, "other")


def test_a_zip_is_read_from_the_inbox_without_unpacking_it(vault):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as file:
        for number in range(3):
            file.writestr(f"{number}.csv", bytes([number]) * MEGABYTE)
    packed.seek(0)
    receive(vault, "one", packed, at_most=10 * MEGABYTE)

    with zipfile.ZipFile(open_upload(vault, "one")) as file:
        assert file.read("2.csv") == bytes([2]) * MEGABYTE


def test_an_upload_is_never_whole_in_memory(tmp_path):
    class Large:
        left = 64 * MEGABYTE

        def read(self, count):
            count = min(count, self.left)
            self.left -= count
            return bytes(count)

    vault = vault_in(tmp_path)
    tracemalloc.start()
    receive(vault, "one", Large(), at_most=100 * MEGABYTE)
    with open_upload(vault, "one") as stream:
        while stream.read(MEGABYTE):
            pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 12 * MEGABYTE


def test_an_upload_counts_only_when_its_block_ended(vault):
    def half():
        with inbox_writer(vault, "one", at_most=100) as writer:
            writer.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    with pytest.raises(FileNotFoundError):
        open_upload(vault, "one")


def test_what_was_never_received_has_no_key(vault):
    with pytest.raises(Destroyed):
        open_upload(vault, "never")
