import io
import json

import pytest

from hub.vault.sealed_stream import HEADER_BYTES, Broken, SealedReader, SealedWriter
from tests.places import PROJECT

KEY, NAME, SEGMENT = bytes(range(32)), b"upload/one", 64
VECTORS = json.loads((PROJECT / "tests/vectors/sealed_stream.json").read_text())["vectors"]


def sealed(content, *, key=KEY, name=NAME):
    target = io.BytesIO()
    writer = SealedWriter(target, key, name=name, segment=SEGMENT)
    writer.write(content)
    writer.finish()
    return target.getvalue()


def opened(stream, *, key=KEY, name=NAME):
    return io.BufferedReader(SealedReader(io.BytesIO(stream), key, name=name, segment=SEGMENT))


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{len(vector['plain']) // 2} bytes")
def test_a_stream_that_tink_sealed_opens(vector):
    stream = bytes.fromhex(vector["sealed"])
    reader = SealedReader(
        io.BytesIO(stream),
        bytes.fromhex(vector["key"]),
        name=bytes.fromhex(vector["aad"]),
        segment=vector["segment"],
    )

    assert io.BufferedReader(reader).read() == bytes.fromhex(vector["plain"])


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: f"{len(vector['plain']) // 2} bytes")
def test_a_stream_is_as_long_as_tink_makes_it(vector):
    assert len(sealed(bytes.fromhex(vector["plain"]))) == len(vector["sealed"]) // 2


def test_the_same_bytes_never_seal_to_the_same_stream():
    assert sealed(b"same") != sealed(b"same")


def test_a_stream_opens_under_its_own_key_and_name_alone():
    stream = sealed(bytes(200))

    for other in ({"key": bytes(32)}, {"name": b"upload/two"}):
        with pytest.raises(Broken):
            opened(stream, **other).read()


def test_a_stream_that_was_not_finished_does_not_open():
    target = io.BytesIO()
    writer = SealedWriter(target, KEY, name=NAME, segment=SEGMENT)
    writer.write(bytes(500))
    del writer

    with pytest.raises(Broken):
        opened(target.getvalue())


def test_a_stream_cut_between_two_segments_is_known_before_its_first_byte_is_read():
    stream = sealed(bytes(500))
    assert len(stream) > 4 * SEGMENT

    with pytest.raises(Broken):
        opened(stream[: 3 * SEGMENT])


def test_two_segments_that_changed_places_do_not_open():
    stream = sealed(bytes(500))
    moved = (
        stream[:SEGMENT]
        + stream[2 * SEGMENT : 3 * SEGMENT]
        + stream[SEGMENT : 2 * SEGMENT]
        + stream[3 * SEGMENT :]
    )

    with pytest.raises(Broken):
        opened(moved).read()


def test_a_segment_of_another_stream_does_not_open():
    one, two = sealed(bytes(500)), sealed(bytes(500))
    mixed = one[: 2 * SEGMENT] + two[2 * SEGMENT : 3 * SEGMENT] + one[3 * SEGMENT :]

    with pytest.raises(Broken):
        opened(mixed).read()


@pytest.mark.parametrize("short", [b"", b"(", bytes(HEADER_BYTES), bytes(HEADER_BYTES + 16)])
def test_what_is_no_sealed_stream_is_broken(short):
    with pytest.raises(Broken):
        opened(short)


def test_a_reader_goes_to_any_place():
    content = bytes(range(250))
    reader = opened(sealed(content))

    reader.seek(200)
    assert reader.read(20) == content[200:220]
    reader.seek(-5, io.SEEK_END)
    assert reader.read() == content[-5:]
    reader.seek(3)
    assert reader.read(5) == content[3:8]
    assert reader.tell() == 8
    reader.seek(400)
    assert reader.read(1) == b""
