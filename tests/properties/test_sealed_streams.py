import io

from hypothesis import given, settings
from hypothesis.strategies import binary, data, integers, lists

from hub.vault.sealed_stream import Broken, SealedReader, SealedWriter

KEY, NAME, SEGMENT = bytes(range(32)), b"upload/one", 64
CONTENT = lists(binary(max_size=150), max_size=6)


def sealed(pieces):
    target = io.BytesIO()
    writer = SealedWriter(target, KEY, name=NAME, segment=SEGMENT)
    for piece in pieces:
        writer.write(piece)
    writer.finish()
    return target.getvalue()


def opened(stream):
    return io.BufferedReader(SealedReader(io.BytesIO(stream), KEY, name=NAME, segment=SEGMENT))


@given(CONTENT)
def test_what_was_sealed_in_any_pieces_opens_as_one(pieces):
    assert opened(sealed(pieces)).read() == b"".join(pieces)


@given(CONTENT, data())
def test_any_place_reads_as_in_the_plaintext(pieces, drawn):
    content = b"".join(pieces)
    reader = opened(sealed(pieces))
    for _ in range(5):
        place = drawn.draw(integers(0, len(content) + 10))
        count = drawn.draw(integers(0, 200))
        reader.seek(place)

        assert reader.read(count) == content[place : place + count]


@given(CONTENT, data())
def test_no_changed_bit_goes_unseen(pieces, drawn):
    stream = bytearray(sealed(pieces))
    place = drawn.draw(integers(0, len(stream) - 1))
    stream[place] ^= 1 << drawn.draw(integers(0, 7))

    assert is_broken(bytes(stream))


@given(CONTENT, data())
def test_no_lost_byte_and_no_added_byte_goes_unseen(pieces, drawn):
    stream = sealed(pieces)
    shorter = stream[: drawn.draw(integers(0, len(stream) - 1))]
    longer = stream + drawn.draw(binary(min_size=1, max_size=200))

    assert is_broken(shorter)
    assert is_broken(longer)


@settings(max_examples=50)
@given(lists(binary(min_size=SEGMENT, max_size=SEGMENT), min_size=4, max_size=6), data())
def test_no_order_of_segments_but_the_first_opens(pieces, drawn):
    stream = sealed(pieces)
    segments = [stream[begin : begin + SEGMENT] for begin in range(0, len(stream), SEGMENT)]
    one, other = drawn.draw(
        lists(integers(0, len(segments) - 1), min_size=2, max_size=2, unique=True)
    )
    segments[one], segments[other] = segments[other], segments[one]

    assert is_broken(b"".join(segments))


def is_broken(stream):
    try:
        opened(stream).read()
    except Broken:
        return True
    return False
